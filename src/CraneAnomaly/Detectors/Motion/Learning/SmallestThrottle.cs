using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Detectors.Motion.Learning;

/// <summary>
/// The smallest loss of top speed that is found within some full-stick moves: clean moves of the learning period are drawn
/// again, made slower, and judged as if they were new. What it says holds for moves like those learned.
/// </summary>
internal static class SmallestThrottle
{
    /// <summary>Full-stick moves within which it has to be found.</summary>
    public const int Moves = 10;

    /// <summary>Of 100 tries, so many have to find it.</summary>
    public const int Wanted = 95;

    private const int Tries = 100;
    private const int FewestMoves = 12;
    private const double Most = 0.4;
    private const double Step = 0.0025;

    /// <summary>The share of the speed; NaN where too few moves were learned, or nothing below 40 % is found.</summary>
    /// <param name="crane">The crane, calibrated.</param>
    /// <param name="physics">What trees know; null without.</param>
    /// <param name="slot">Top speed of an axis.</param>
    /// <param name="threshold">Evidence, a logarithm, from which on it is told.</param>
    public static double Of(CraneReference crane, MotionPhysics? physics, int slot, double threshold)
    {
        var clean = Clean(crane, physics, slot);
        if (clean.Count < FewestMoves) return double.NaN;

        // Slower is never harder to find, as far as chance lets that be seen.
        int low = 0, high = (int)(Most / Step);
        if (Found(crane[slot]!, slot, clean, high * Step, threshold) < Wanted) return double.NaN;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Found(crane[slot]!, slot, clean, middle * Step, threshold) >= Wanted) high = middle;
            else low = middle;
        }

        return high * Step;
    }

    private static List<Move> Clean(CraneReference crane, MotionPhysics? physics, int slot)
    {
        var moves = new List<Move>();
        var clean = crane.Clean.Span;
        for (int i = 0; i < clean.Length; i++)
        {
            ref readonly var observation = ref clean[i];
            if (CraneReference.SlotOf(observation.Feature, observation.Axis) != slot) continue;
            if (MotionCalibration.Compare(crane, physics, slot, i) is not { } deviation) continue;
            moves.Add(new(deviation, FeatureReference.LoadBin(observation.Load), observation.Direction));
        }

        return moves;
    }

    private static int Found(FeatureReference feature, int slot, List<Move> clean, double share, double threshold)
    {
        double slower = -Math.Log(1 - share);
        ref readonly var trait = ref MotionTrait.Of(MotionFeature.Plateau);
        int found = 0;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            var evidence = new MotionEvidence();
            var test = new SlowdownTest();
            for (int i = 0; i < Moves; i++)
            {
                var move = clean[Draw(attempt, i, clean.Count)];
                var deviation = move.Deviation with { Slower = move.Deviation.Slower + slower };
                evidence.Add(slot, new(feature.PValue(deviation)), move.Load, move.Direction, i);
                double all = evidence.OfGroup(MotionEvidence.GroupOf(slot));
                if (!test.Take(deviation.Score, deviation.IsGross(trait), move.Direction, i, all, all >= threshold)) continue;
                found++;
                break;
            }
        }

        return found;
    }

    // The same draws for every share, so that shares are compared and not chance (SplitMix64; Steele, Lea, Flood 2014).
    private static int Draw(int attempt, int move, int count)
    {
        ulong z = ((ulong)((attempt * Moves) + move) + 1) * 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)Math.BigMul(z ^ (z >> 31), (ulong)count, out _);
    }

    private readonly record struct Move(MotionDeviation Deviation, int Load, sbyte Direction);
}
