using System.Buffers;
using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Writes records as NDJSON: one object a line, fields in the order of the record contract, absent ones left out.
/// Allocates nothing once its caches are warm. Not safe for use from two threads.
/// </summary>
public sealed partial class RecordJsonWriter : IRecordSink
{
    // Time, frame, flow (226), head without its function's name (160), and the fixed fields of the longest shape.
    private const int FixedBytes = 1024;
    private const int FlowAndHeadBytes = 512;

    private readonly SymbolTable _symbols;
    private readonly IReadOnlyList<string> _inputs;
    private readonly IBufferWriter<byte> _output;
    private readonly UtcClockText _clock = new();
    private readonly UtcClockText _startClock = new();
    private readonly FlowTextCache _flows = new();
    private readonly HeadTextCache _heads;
    private readonly List<byte[]> _inputText = [];

    /// <summary>Makes a writer.</summary>
    /// <param name="symbols">Names of functions.</param>
    /// <param name="inputs">Paths by input ordinal; may grow while records come.</param>
    /// <param name="output">Where lines go, each in one piece.</param>
    public RecordJsonWriter(SymbolTable symbols, IReadOnlyList<string> inputs, IBufferWriter<byte> output)
    {
        _symbols = symbols;
        _inputs = inputs;
        _output = output;
        _heads = new HeadTextCache(symbols);
    }

    /// <summary>Lines written.</summary>
    public long Lines { get; private set; }

    /// <inheritdoc/>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        // For detectors alone.
        if (record.Kind is RecordKind.Conversation or RecordKind.Burst) return;

        var input = InputText(record.Input);
        var head = _heads.Get(in record);
        bool isRow = record.Kind == RecordKind.Measurement;
        int bound = FixedBytes + FlowAndHeadBytes + input.Length + head.Length
            + (isRow ? SignalsBound(in record, in body) : ValuesBound(in record, body) + FactsBound(in record, in body));
        var line = new AsciiCursor(_output.GetSpan(bound));

        line.Text("{\"ts\":\""u8);
        _clock.Write(ref line, record.TimestampNs);
        line.Text(input);
        // Logs and telemetry have lines, not frames.
        if (record.Frame > 0 && record.Protocol != OtProtocol.Telemetry)
        {
            line.Text(",\"frame\":"u8);
            line.Number(record.Frame);
        }

        line.Text(_flows.Get(record.Flow, in body.Flow, record.FromResponder));
        if (record.Kind == RecordKind.Flow) WriteCommunityId(ref line, in body.Flow);
        if (isRow && record.Crane != SymbolTable.None) WriteCrane(ref line, record.Crane);
        line.Text(head);
        switch (record.Kind)
        {
            case RecordKind.Session:
                WriteFacts(ref line, body.Payload);
                break;
            case RecordKind.Request or RecordKind.Response or RecordKind.Exception or RecordKind.Event:
                WritePdu(ref line, in record, body);
                break;
            case RecordKind.Measurement:
                WriteSignals(ref line, body.Signals);
                break;
            case RecordKind.Flow when body.Is<FlowSummary>():
                WriteSummary(ref line, in body.Summary, body.Flow.IpProtocol);
                break;
            case RecordKind.Content when body.Is<ContentBody>():
                WriteContent(ref line, in body.Content, body.Payload);
                break;
            case RecordKind.Gap or RecordKind.Violation when body.Is<GapBody>():
                WriteGap(ref line, in body.Gap);
                break;
        }

        line.Text("}\n"u8);
        _output.Advance(line.Length);
        Lines++;
    }

    private ReadOnlySpan<byte> InputText(int input)
    {
        if ((uint)input < (uint)_inputText.Count) return _inputText[input];
        if ((uint)input >= (uint)_inputs.Count) return "\""u8;
        while (_inputText.Count <= input) _inputText.Add(RenderInput(_inputs[_inputText.Count]));
        return _inputText[input];
    }

    private static byte[] RenderInput(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var text = new AsciiCursor(new byte[32 + Math.Min(bytes.Length, JsonText.MaxLength) * JsonText.MaxExpansion]);
        text.Text("\",\"input\":\""u8);
        JsonText.Write(ref text, bytes);
        text.Byte((byte)'"');
        return text.Written.ToArray();
    }

    private static void WriteCommunityId(ref AsciiCursor line, in FlowIdentity flow)
    {
        if (flow.Originator.IsNone || flow.Responder.IsNone) return;
        line.Text(",\"community_id\":\""u8);
        line.Advance(CommunityId.Format(in flow, line.Rest));
        line.Byte((byte)'"');
    }

    private void WriteSummary(ref AsciiCursor line, in FlowSummary summary, byte ipProtocol)
    {
        line.Text(",\"transport\":"u8);
        var transport = TransportNames.Name(ipProtocol);
        if (transport.IsEmpty)
        {
            line.Number((uint)ipProtocol);
        }
        else
        {
            line.Byte((byte)'"');
            line.Text(transport);
            line.Byte((byte)'"');
        }

        if (summary.Service is not (OtProtocol.Unknown or OtProtocol.Flow))
        {
            line.Text(",\"service\":\""u8);
            line.Advance(Encoding.ASCII.GetBytes(summary.Service.Name(), line.Rest));
            line.Byte((byte)'"');
        }

        line.Text(",\"start\":\""u8);
        _startClock.Write(ref line, summary.FirstNs);
        line.Text("\",\"duration\":"u8);
        long duration = Math.Max(summary.LastNs - summary.FirstNs, 0);
        line.Number(duration / 1_000_000_000);
        line.Byte((byte)'.');
        line.Nine((uint)(duration % 1_000_000_000));
        Field(ref line, ",\"orig_bytes\":"u8, summary.OriginatorBytes);
        Field(ref line, ",\"resp_bytes\":"u8, summary.ResponderBytes);
        Field(ref line, ",\"orig_pkts\":"u8, summary.OriginatorPackets);
        Field(ref line, ",\"resp_pkts\":"u8, summary.ResponderPackets);
        Field(ref line, ",\"orig_ip_bytes\":"u8, summary.OriginatorIpBytes);
        Field(ref line, ",\"resp_ip_bytes\":"u8, summary.ResponderIpBytes);
        Field(ref line, ",\"missed_bytes\":"u8, summary.MissedBytes);
        Field(ref line, ",\"pdus\":"u8, summary.Pdus);
        if (summary.FirstFrame > 0) Field(ref line, ",\"first_frame\":"u8, summary.FirstFrame);
        line.Text(",\"state\":\""u8);
        line.Text(FlowStateNames.Name(summary.State));
        line.Byte((byte)'"');
        var history = FlowStateNames.History(in summary);
        if (history.IsEmpty) return;
        line.Text(",\"history\":\""u8);
        JsonText.Write(ref line, history);
        line.Byte((byte)'"');
    }

    private static void WriteGap(ref AsciiCursor line, in GapBody gap)
    {
        Field(ref line, ",\"bytes\":"u8, gap.Bytes);
        if (gap.Offset >= 0) Field(ref line, ",\"offset\":"u8, gap.Offset);
        Field(ref line, ",\"count\":"u8, gap.Count);
        if (gap.ShiftNs != 0) Field(ref line, ",\"shift_ns\":"u8, gap.ShiftNs);
    }

    private static void Field(ref AsciiCursor line, ReadOnlySpan<byte> name, long value)
    {
        line.Text(name);
        line.Number(value);
    }
}
