using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>Modbus/TCP in a TCP conversation. Cutting a turn into segments must change no PDU (O1).</summary>
internal sealed class ModbusTarget : IFuzzTarget
{
    public string Name => "modbus";

    public IReadOnlyList<byte[]> Seeds => ModbusTalk.Seeds;

    public ReadOnlySpan<byte> InterestingBytes => ModbusTalk.InterestingBytes;

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        var whole = Read(input, cut: false);
        var cut = Read(input, cut: true);
        Oracle.Require(whole == cut, "O1: PDUs do not depend on how the stream is cut");
    }

    private static (long, ulong) Read(ReadOnlySpan<byte> input, bool cut)
    {
        var tape = new RecordTape(pdusOnly: true);
        var pipeline = new RecordPipeline<TapeSink>(new(tape), SmallLimits.Value);
        ModbusTalk.Play(input, cut, (packet, time) => pipeline.Process(packet, linkType: 1, time));
        pipeline.Complete();
        CountersOracle.Check(pipeline.Counters, SmallLimits.Value.Flows);
        return tape.Content;
    }
}
