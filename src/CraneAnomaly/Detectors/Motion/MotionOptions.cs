namespace CraneAnomaly.Detectors.Motion;

/// <summary>How the motion judge is set up.</summary>
/// <param name="FalseEpisodesPerCraneWeek">How many false episodes of a crane in a week of work are acceptable.</param>
internal sealed record MotionOptions(double FalseEpisodesPerCraneWeek)
{
    // 30 lifts an hour round the clock, each with about a dozen features of moves.
    private const double FeaturesPerCraneWeek = 60_000;

    /// <summary>Logarithm of the number of judged features to one false alarm.</summary>
    public double Threshold => Math.Log(FeaturesPerCraneWeek / Math.Clamp(FalseEpisodesPerCraneWeek, 1e-3, 100));
}
