namespace CraneAnomaly.Detectors.Markov;

/// <summary>What a <see cref="MarkovDetector"/> tells.</summary>
public enum MarkovReadout
{
    /// <summary>The surprise of the event by itself, in bits: for single events.</summary>
    Bits,

    /// <summary>By how much the recent events were more surprising than usual there, smoothed: for slow
    /// change.</summary>
    Drift,
}
