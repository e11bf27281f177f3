using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>How the motion judge is set up.</summary>
/// <param name="FalseEpisodesPerCraneWeek">How many false episodes of a crane in a week of work are acceptable.</param>
internal sealed record MotionOptions(double FalseEpisodesPerCraneWeek)
{
    // 30 lifts an hour round the clock, each with about a dozen features of moves.
    private const double FeaturesPerCraneWeek = 60_000;

    // Sensors, commands and all else have the rest.
    private const double Share = 0.6;

    /// <summary>Features of moves between two false alarms of a crane.</summary>
    public double RunLength =>
        BlockBootstrap.RunLength(FeaturesPerCraneWeek, Math.Clamp(FalseEpisodesPerCraneWeek, 1e-3, 100), Share);

    /// <summary>The evidence, a logarithm, from which on an alarm is given for a crane.</summary>
    /// <param name="learned">What its clean moves come to.</param>
    public double ThresholdFor(EvidenceThreshold learned) =>
        learned.For(RunLength, Math.Log(RunLength * MotionEvidence.Groups));
}
