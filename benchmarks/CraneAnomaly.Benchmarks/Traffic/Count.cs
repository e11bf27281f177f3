using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>Counts packets and records, and does nothing else with them.</summary>
internal sealed class Count
{
    public long Packets;
    public long Rows;
    public long Values;
    public long Records;
    public long Pdus;

    public readonly struct PacketSink(Count count) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => count.Packets++;

        public void OnFileEvent(Violation violation, long frame, long offset, long amount)
        {
        }

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
        {
            if (row.Kind != RecordKind.Measurement) throw new InvalidOperationException($"A line was refused: {row.Violation.Name()}.");
            count.Rows++;
            count.Values += values.Length;
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
