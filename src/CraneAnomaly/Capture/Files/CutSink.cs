using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Capture.Files;

/// <summary>Hands on the packets that are wanted.</summary>
internal readonly struct CutSink<TSink>(TSink sink, InputCut cut) : IPacketSink where TSink : struct, IPacketSink
{
    public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        if (cut.Holds(packet)) sink.OnPacket(packet, data);
    }

    public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
        sink.OnFileEvent(violation, frame, offset, amount);

    public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
    {
        if (cut.Holds(row)) sink.OnRow(row, values, offset);
    }
    public void OnLog(in OtRecord record, ReadOnlySpan<byte> row, long offset)
    {
        if (cut.Holds(record)) sink.OnLog(record, row, offset);
    }
}
