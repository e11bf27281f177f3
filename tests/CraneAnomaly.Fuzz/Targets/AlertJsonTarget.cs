using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Alerts as JSON, with hostile text in every field that may hold text from outside (O8). The input is a byte (which
/// alert, and how text is made of bytes), a length and the text, then a Modbus conversation for the evidence. A line
/// must be one object whose title is the text, and its chain must verify.
/// </summary>
internal sealed class AlertJsonTarget : IFuzzTarget
{
    public string Name => "alert-json";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 9, .. "10.0.0.1 "u8, .. ModbusTalk.Seeds[0]],
        [0, 12, .. "\"},\n\u001b[2J\u2028"u8, .. ModbusTalk.Seeds[1]],
        // A high surrogate without its low one.
        [1, 4, 0x41, 0, 0x00, 0xd8, .. ModbusTalk.Seeds[2]],
    ];

    public ReadOnlySpan<byte> InterestingBytes => JsonLines.HostileBytes;

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2) return;
        int length = Math.Min((int)input[1], input.Length - 2);
        string text = TextOf(input.Slice(2, length), utf16: (input[0] & 1) != 0);
        var evidence = new List<RecordCopy>();
        var pipeline = new RecordPipeline<CopySink>(new(evidence), SmallLimits.Value);
        ModbusTalk.Play(input[(2 + length)..], cut: false, (packet, time) => pipeline.Process(packet, linkType: 1, time));
        pipeline.Complete();

        var output = new ArrayBufferWriter<byte>(4096);
        var writer = new AlertJsonWriter(pipeline.Symbols, [text], _ => text);
        writer.Write(Alert(AlertCatalog.All[(input[0] >> 1) % AlertCatalog.All.Count], text, evidence), output);
        Check(output.WrittenSpan, text);
    }

    private static void Check(ReadOnlySpan<byte> output, string text)
    {
        Oracle.Require(JsonLines.Check(output) == 1, "O8: an alert is one line");
        using var json = JsonDocument.Parse(output.ToArray());
        // What is no text in UTF-16 cannot come back; what is, must.
        if (text.Length <= AlertJsonWriter.MaxText && Encoding.Unicode.GetString(MemoryMarshal.AsBytes(text.AsSpan())) == text)
            Oracle.Require(json.RootElement.GetProperty("title").GetString() == text, "O8: text comes back as it was");

        int at = output.LastIndexOf(",\"chain\":"u8);
        Oracle.Require(at > 0, "the chain is last");
        string prefix = $"crane-alert-v1\n{new string('0', 64)}\n1\n";
        byte[] hashed = [.. Encoding.ASCII.GetBytes(prefix), .. output[..at], (byte)'}'];
        string hash = Convert.ToHexStringLower(SHA256.HashData(hashed));
        Oracle.Require(json.RootElement.GetProperty("chain").GetProperty("hash").GetString() == hash, "the chain verifies");
    }

    private static Alert Alert(AlertType type, string text, List<RecordCopy> evidence)
    {
        var finding = new Finding
        {
            Sketch = new FindingSketch(type.Name, "fuzz", default, 50, 50, 1.5),
            Title = text,
            Asset = text,
            Evidence = evidence[0],
            Signal = text,
            Before = text,
            After = text,
            Unit = text,
            Expected = new Expectation(0, 1, text),
            Explanations = [new Explanation("text", text, text, 1)],
            RuledOut = [new RuledOut("text", "possible", text)],
        };
        return new Alert
        {
            Id = "ca-1",
            Revision = 1,
            Activity = AlertActivity.Create,
            Type = type,
            Title = text,
            Severity = 50,
            Confidence = 50,
            Tier = AlertTier.Log,
            Site = text,
            Crane = text,
            Asset = text,
            FirstSeenNs = evidence[0].Fixed.TimestampNs,
            LastSeenNs = evidence[^1].Fixed.TimestampNs,
            CreatedNs = evidence[^1].Fixed.TimestampNs,
            Count = evidence.Count,
            Input = 0,
            Frames = (1, 2),
            Source = new AlertEndpoint(evidence[0].Body.Flow.Originator, 1, evidence[0].Body.Flow.OriginatorMac),
            Destination = new AlertEndpoint(evidence[0].Body.Flow.Responder, 502, evidence[0].Body.Flow.ResponderMac),
            Finding = finding,
            Detectors = ["fuzz"],
            Model = null,
            ConfigHash = "",
            Evidence = evidence,
            Explanations = finding.Explanations,
            RuledOut = finding.RuledOut,
            Permit = new AlertPermit(true, text, text),
            SuppressedBy = text,
            Handling = text,
        };
    }

    private static string TextOf(ReadOnlySpan<byte> bytes, bool utf16) =>
        utf16 ? new string(MemoryMarshal.Cast<byte, char>(bytes)) : Encoding.UTF8.GetString(bytes);

    private readonly struct CopySink(List<RecordCopy> copies) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (copies.Count < 8) copies.Add(new RecordCopy(record, body));
        }
    }
}
