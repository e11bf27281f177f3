using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>Counts packets and records, and does nothing else with them.</summary>
internal sealed class Count
{
    public long Packets;
    public long Records;
    public long Pdus;

    public readonly struct PacketSink(Count count) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => count.Packets++;

        public void OnFileEvent(Violation violation, long frame, long offset, long amount)
        {
        }
    }

    public readonly struct RecordSink(Count count) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            count.Records++;
            if (record.Kind.IsPdu()) count.Pdus++;
        }
    }
}
