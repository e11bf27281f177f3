using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>The words for what a source says of a value.</summary>
internal static class Qualities
{
    /// <summary>The word; none for nothing.</summary>
    public static ReadOnlySpan<byte> Text(SignalQuality quality) => quality switch
    {
        SignalQuality.Good => "good"u8,
        SignalQuality.Uncertain => "uncertain"u8,
        SignalQuality.Bad => "bad"u8,
        _ => default,
    };
}
