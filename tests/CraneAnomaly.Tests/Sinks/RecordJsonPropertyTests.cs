using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks;

public class RecordJsonPropertyTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // Any bytes at all in record, identity, head and payload; the shape varies with the kind.
    [Property(MaxTest = 800)]
    public void OnRecord_AnyRecord_IsOneValidLine(
        byte[] fixedPart, byte[] ends, byte[] head, byte[] payload, byte shape)
    {
        var symbols = new SymbolTable();
        symbols.Intern("a\"b\n");
        symbols.Intern(new string('\u0001', 5000));
        var output = new ExactBuffer();
        var writer = new RecordJsonWriter(symbols, ["x"], output);

        OtRecord record = default;
        FlowIdentity flow = default;
        RegisterAccess access = default;
        FlowSummary summary = default;
        GapBody gap = default;
        Fill(ref record, fixedPart);
        Fill(ref flow, ends);
        Fill(ref access, head);
        Fill(ref summary, head);
        Fill(ref gap, head);
        record.FunctionSymbol &= 3;
        access.SubfunctionSymbol &= 3;
        record.Kind = (RecordKind)(shape % 11);
        access.Values = (ValueKind)(shape / 11 % 7);
        var body = (shape % 4) switch
        {
            0 => RecordBody.HeadOf(ref summary),
            1 => RecordBody.HeadOf(ref gap),
            _ => RecordBody.HeadOf(ref access),
        };
        writer.OnRecord(in record, new RecordBody(ref flow, body, Repeat(payload, shape)));

        var lines = Strict.GetString(output.Written).Split('\n');
        int expected = record.Kind == RecordKind.Conversation ? 0 : 1;
        Assert.Equal(expected, writer.Lines);
        Assert.Equal(expected + 1, lines.Length);
        Assert.Equal("", lines[^1]);
        if (expected == 0) return;
        using var document = JsonDocument.Parse(lines[0], new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        Assert.DoesNotContain("null", document.RootElement.EnumerateObject().Select(p => p.Value.GetRawText()));
    }

    [Fact]
    public void OnRecord_FactTwice_StandsOnce()
    {
        var output = new ExactBuffer();
        var flow = FlowIdentity.None;
        byte[] payload = [0, 0, 0, 1, 1, 0, (byte)'2', 1, 1, 0, (byte)'3', 0, 0, 0];
        new RecordJsonWriter(new(), ["x"], output).OnRecord(
            new OtRecord { Kind = RecordKind.Session, Protocol = OtProtocol.Ssh, Flow = -1 }, new RecordBody(ref flow, default, payload));
        using var document = JsonDocument.Parse(Strict.GetString(output.Written), new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal("2", document.RootElement.GetProperty("version").GetString());
        Assert.False(document.RootElement.TryGetProperty("none", out _));
    }

    [Property(MaxTest = 500)]
    public void Write_AnyBytes_ComeBackAsADecoderReadsThem(byte[] text)
    {
        var json = Escaped(text);
        using var document = JsonDocument.Parse("\"" + json + "\"");
        Assert.Equal(Encoding.UTF8.GetString(text), document.RootElement.GetString());
        Assert.DoesNotContain(json, c => char.IsControl(c));
    }

    [Property(MaxTest = 300)]
    public void Write_AnyText_ComesBackWhole(FsCheck.NonNull<string> text)
    {
        using var document = JsonDocument.Parse("\"" + Escaped(Encoding.UTF8.GetBytes(text.Get)) + "\"");
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)), document.RootElement.GetString());
    }

    // The shapes with the most text for each byte of payload.
    [Theory]
    [InlineData(ValueKind.Bits, 20, 0x00)]
    [InlineData(ValueKind.Registers, 3, 0xFF)]
    [InlineData(ValueKind.Bytes, 90, 0xFF)]
    [InlineData(ValueKind.Objects, 43, 0x06, 0x00)]
    [InlineData(ValueKind.Objects, 43, 0x06, 0xFF, 0x01)]
    [InlineData(ValueKind.FileRecords, 20, 0x01)]
    [InlineData(ValueKind.FileRecords, 21, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00)]
    public void OnRecord_LongestPayload_FitsItsBound(ValueKind kind, ushort function, params int[] pattern)
    {
        var output = new ExactBuffer();
        var writer = new RecordJsonWriter(new SymbolTable(), ["x"], output);
        var payload = new byte[ushort.MaxValue];
        for (int i = 0; i < payload.Length; i++) payload[i] = (byte)pattern[i % pattern.Length];
        var access = RegisterAccess.Empty with { Values = kind, ValueCount = ushort.MaxValue };
        var record = SampleRecords.Pdu(RecordKind.Response, function);
        SampleRecords.Send(writer, record, SampleRecords.Flow(), access, payload);
        using var document = JsonDocument.Parse(output.Written);
        Assert.True(document.RootElement.GetProperty("matched").GetBoolean());
    }

    [Fact]
    public void Write_TextPastTheCap_IsCutBetweenCharacters()
    {
        for (int shift = 0; shift < 4; shift++)
        {
            string cranes = string.Concat(Enumerable.Repeat("\U0001F3D7", 2000));
            var text = Encoding.UTF8.GetBytes(new string('x', shift) + cranes);
            string json = Escaped(text);
            Assert.DoesNotContain('\uFFFD', json);
            Assert.InRange(Encoding.UTF8.GetByteCount(json), JsonText.MaxLength - 3, JsonText.MaxLength);
        }
    }

    private static string Escaped(byte[] text)
    {
        var to = new AsciiCursor(new byte[text.Length * JsonText.MaxExpansion]);
        JsonText.Write(ref to, text);
        return Strict.GetString(to.Written);
    }

    private static byte[] Repeat(byte[] payload, byte shape)
    {
        // Now and then far longer than a PDU.
        int times = shape % 32 == 31 && payload.Length > 0 ? Math.Min(65535 / payload.Length, 4000) : 1;
        return [.. Enumerable.Repeat(payload, times).SelectMany(b => b)];
    }

    private static void Fill<T>(ref T value, byte[] bytes) where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(new Span<T>(ref value));
        for (int i = 0; i < target.Length && bytes.Length > 0; i++)
        {
            target[i] = (byte)(bytes[i % bytes.Length] + i / bytes.Length * 37);
        }
    }

    // Gives exactly what is asked for, so that a bound computed too small is found.
    private sealed class ExactBuffer : IBufferWriter<byte>
    {
        private byte[] _current = [];

        public byte[] Written { get; private set; } = [];

        public void Advance(int count) => Written = [.. Written, .. _current[..count]];

        public Memory<byte> GetMemory(int sizeHint = 0) => _current = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
