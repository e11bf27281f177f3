using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>How far a move is slower than what is normal for it.</summary>
/// <param name="Slower">In its own unit: a logarithm, or seconds.</param>
/// <param name="Scale">The spread that is usual, and never less than what is believed.</param>
/// <param name="Indifferent">What is nobody's business, in the same unit.</param>
internal readonly record struct MotionDeviation(double Slower, double Scale, double Indifferent)
{
    /// <summary>Spreads above what is expected, whatever is nobody's business.</summary>
    public double Raw => Slower / Scale;

    /// <summary>Spreads above what is nobody's business.</summary>
    public double Score => (Slower - Indifferent) / Scale;

    /// <summary>Whether it is slower by so much that two of them need no statistics.</summary>
    public bool IsGross(in MotionTrait trait) => Slower >= trait.Gross;

    /// <summary>Compares a move.</summary>
    /// <param name="observation">The move.</param>
    /// <param name="expected">What is normal for it, a speed limit that is explained taken into account.</param>
    public static MotionDeviation Of(in MotionObservation observation, in Expected expected)
    {
        ref readonly var trait = ref MotionTrait.Of(observation.Feature);
        // Few moves tell their middle and their spread only roughly. What is believed at least is believed of any number.
        double few = expected.IsNameplate ? 1 : 1 + (8.0 / expected.SpreadCount);
        double scale = Math.Max(Math.Max(expected.Scale * few, trait.Floor), SampleSpread(observation));
        if (expected.Doubt > 0) scale = Math.Sqrt((scale * scale) + (expected.Doubt * expected.Doubt));
        double indifferent = Math.Max(trait.Indifferent, SampleShift(observation));
        if (!expected.IsNameplate)
        {
            // Drives are tuned, and the middle is off by chance: neither has to do with the other.
            double unsure = 2 * scale / Math.Sqrt(expected.Count);
            indifferent = Math.Sqrt((indifferent * indifferent) + (unsure * unsure));
        }

        // What an anchor contradicts is wrong either way; papers only say what is least.
        double slower = observation.Slowness - expected.Location;
        bool bothWays = observation.Feature is MotionFeature.Way or MotionFeature.Power;
        if (bothWays && !expected.IsNameplate) slower = Math.Abs(slower);
        return new(slower, scale, indifferent);
    }

    /// <summary>How rarely a move that nobody slows down is as slow, if spreads are normal.</summary>
    public double NormalTail() => Normal.UpperTail(Score);

    /// <summary>
    /// How far all the times of a kind may be off together: what starts a motion may keep step with the samples for hours,
    /// and be out of step on another day.
    /// </summary>
    public static double SampleShift(in MotionObservation observation) =>
        observation is { Feature: MotionFeature.DeadTime, Interval: > 0 } ? 0.5 * observation.Interval : 0;

    // What a sample rate hides: half an interval either way, less what is interpolated.
    private static double SampleSpread(in MotionObservation observation) => observation.Feature switch
    {
        MotionFeature.DeadTime => 0.35 * observation.Interval,
        MotionFeature.Wait => 0.5 * observation.Interval,
        _ => 0,
    };
}
