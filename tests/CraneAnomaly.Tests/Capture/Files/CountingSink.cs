using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture.Files;

/// <summary>How much came, and nothing kept: for what is large, and for what must not allocate.</summary>
internal sealed class Count
{
    public long Packets { get; set; }

    public Violation LastEvent { get; set; }
}

internal readonly struct CountingSink(Count count) : IPacketSink
{
    public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => count.Packets++;

    public void OnFileEvent(Violation violation, long frame, long offset, long amount) => count.LastEvent = violation;
}
