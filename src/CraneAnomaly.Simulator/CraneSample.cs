using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator;

/// <summary>
/// What one simulated crane reports at one moment: the values of all signals, by their place in
/// <see cref="SignalCatalog"/>. One object a crane, filled anew for every moment: who keeps anything copies it.
/// </summary>
internal sealed class CraneSample
{
    /// <summary>Event time by the crane's own clock, nanoseconds since 1970 UTC.</summary>
    public long TimestampNs { get; set; }

    /// <summary>When a receiver gets it; equal to <see cref="TimestampNs"/> for a good clock and no delay.</summary>
    public long ReceivedNs { get; set; }

    /// <summary>Place of the crane in the port.</summary>
    public int Crane { get; init; }

    /// <summary>Numbers and flags in the catalog's units; NaN is not sampled.</summary>
    public double[] Numbers { get; } = new double[SignalCatalog.Count];

    /// <summary>Texts; null is not sampled.</summary>
    public string?[] Texts { get; } = new string?[SignalCatalog.Count];

    /// <summary>Values of independent second sources (laser, power meter); NaN is not sampled.</summary>
    public double[] Anchors { get; } = new double[SignalCatalog.Count];

    /// <summary>What the source says of each value.</summary>
    public SignalQuality[] Qualities { get; } = new SignalQuality[SignalCatalog.Count];

    /// <summary>The number or flag of a signal.</summary>
    public ref double this[Signal signal] => ref Numbers[signal.Index];
}
