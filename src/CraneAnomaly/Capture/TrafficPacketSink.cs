using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

/// <summary>Hands what a capture file holds to a <see cref="TrafficReader{TSink}"/>.</summary>
internal readonly struct TrafficPacketSink<TSink>(TrafficReader<TSink> reader) : IPacketSink
    where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => reader.OnPacket(packet, data);

    /// <inheritdoc/>
    public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
        reader.OnFileEvent(violation, frame, offset, amount);
}
