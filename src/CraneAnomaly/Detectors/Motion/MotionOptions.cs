using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>How the motion judge is set up.</summary>
/// <param name="FalseEpisodesPerCraneWeek">How many false episodes of a crane in a week of work are acceptable.</param>
internal sealed record MotionOptions(double FalseEpisodesPerCraneWeek)
{
    // 30 lifts an hour round the clock, each with about a dozen features of moves.
    private const double FeaturesPerCraneWeek = 60_000;

    // The same lifts, each with some moves of hoist and trolley that show most of their features.
    private const double MovesPerCraneWeek = 30_000;

    /// <summary>The part of them that is for motion; sensors, commands and all else have the rest.</summary>
    public const double Share = 0.6;

    /// <summary>The part of them that is for moves as a whole, beside that: what it finds is rarer than what it would cost.</summary>
    public const double ProfileShare = 0.02;

    /// <summary>The evidence, a logarithm, from which on the moves of a state are told to be others as a whole.</summary>
    public double ProfileThreshold =>
        Math.Log(BlockBootstrap.RunLength(MovesPerCraneWeek, Math.Clamp(FalseEpisodesPerCraneWeek, 1e-3, 100), ProfileShare));

    /// <summary>Features of moves between two false alarms of a crane.</summary>
    public double RunLength =>
        BlockBootstrap.RunLength(FeaturesPerCraneWeek, Math.Clamp(FalseEpisodesPerCraneWeek, 1e-3, 100), Share);

    /// <summary>The evidence, a logarithm, from which on an alarm is given for a group of a crane's features.</summary>
    /// <param name="learned">The crane as it was learned; null for one that was not.</param>
    /// <param name="group">The axis, or what else it is.</param>
    /// <remarks>
    /// A group's evidence only grows with its own features. A crane's false alarms are the sum over the groups of their features
    /// by their thresholds, of which each may have its share.
    /// </remarks>
    public double ThresholdFor(CraneReference? learned, int group)
    {
        double nominal = Math.Log(RunLength);
        return learned is null
            ? nominal - Math.Log(MotionEvidence.ShareOf(group))
            : learned.Threshold.For(RunLength, nominal, group) + learned.OffsetOf(group);
    }
}
