using System.Buffers;
using System.Text;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Records as JSON, with hostile text in them (O8). The input is a length and the name of the capture, then a Modbus
/// conversation, whose device identifications carry text too.
/// </summary>
internal sealed class RecordJsonTarget : IFuzzTarget
{
    public string Name => "record-json";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ModbusTalk.Seeds.Select(s => (byte[])[6, .. "a.pcap"u8, .. s]),
        [7, .. "\"\\\n\u001b\u2028"u8, .. ModbusTalk.Seeds[1]],
    ];

    public ReadOnlySpan<byte> InterestingBytes => JsonLines.HostileBytes;

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        int named = Math.Min((int)input[0], input.Length - 1);
        string name = Encoding.Latin1.GetString(input.Slice(1, named));
        string hostile = Encoding.UTF8.GetString(input.Slice(1, named));

        var output = new ArrayBufferWriter<byte>(4096);
        var late = new Late();
        var pipeline = new RecordPipeline<LateSink>(new(late), SmallLimits.Value);
        late.Writer = new RecordJsonWriter(pipeline.Symbols, [input[0] % 2 == 0 ? name : hostile], output);
        ModbusTalk.Play(input[(1 + named)..], cut: true, (packet, time) => pipeline.Process(packet, linkType: 1, time));
        pipeline.Complete();

        Oracle.Require(JsonLines.Check(output.WrittenSpan) == late.Writer.Lines, "O8: a record is a line");
    }

    // The writer needs the pipeline's names, the pipeline its sink.
    private sealed class Late
    {
        public RecordJsonWriter? Writer { get; set; }
    }

    private readonly struct LateSink(Late late) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => late.Writer!.OnRecord(record, body);
    }
}
