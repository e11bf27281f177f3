using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>The part of an input that is wanted.</summary>
/// <param name="FirstFrame">First frame, from 1.</param>
/// <param name="LastFrame">Last frame, included.</param>
/// <param name="FromNs">First event time, included.</param>
/// <param name="ToNs">End of the event time, not included.</param>
internal sealed record InputCut(
    long FirstFrame = 1, long LastFrame = long.MaxValue, long FromNs = long.MinValue, long ToNs = long.MaxValue)
{
    /// <summary>All of it.</summary>
    public static InputCut Whole { get; } = new();

    // Asked of every packet, and nearly always true.
    private readonly bool _isWhole = FirstFrame <= 1 && LastFrame == long.MaxValue && FromNs == long.MinValue && ToNs == long.MaxValue;

    /// <summary>Whether a packet is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(in CapturedPacket packet) => _isWhole
        || (packet.Frame >= FirstFrame && packet.Frame <= LastFrame
            && packet.TimestampNs >= FromNs && packet.TimestampNs < ToNs);

    /// <summary>Whether a row of telemetry is wanted: its line counts as its frame.</summary>
    public bool Holds(in OtRecord row) =>
        row.Frame >= FirstFrame && row.Frame <= LastFrame && row.TimestampNs >= FromNs && row.TimestampNs < ToNs;
}
