using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion.Learning;

/// <summary>
/// The smallest loss of top speed that is found within some full-stick moves: clean moves of the learning period are drawn
/// again, speed and reference together, made slower, and judged as if they were new. What it says holds for moves like those
/// learned. That a few of them tell their middle only roughly is drawn, too.
/// </summary>
internal static class SmallestThrottle
{
    /// <summary>Full-stick moves within which it has to be found.</summary>
    public const int Moves = 10;

    /// <summary>Of 100 tries, so many have to find it.</summary>
    public const int Wanted = 95;

    private const int Tries = 100;
    private const int MostMoves = 200;
    private const double ShiftSeconds = 8 * 3600;
    private const double Most = 0.4;
    private const double Step = 0.0025;

    /// <summary>The share of the speed; NaN where too few moves were learned, or nothing below 40 % is found.</summary>
    /// <param name="crane">The crane, calibrated.</param>
    /// <param name="physics">What trees know; null without.</param>
    /// <param name="slot">Top speed of an axis.</param>
    /// <param name="threshold">Evidence, a logarithm, from which on it is told.</param>
    /// <param name="moves">Full-stick moves within which it has to be found.</param>
    public static double Of(CraneReference crane, MotionPhysics? physics, int slot, double threshold, int moves = Moves)
    {
        var clean = Clean(crane, physics, slot);
        if (clean.Count < ReferenceCell.FewestAtAll || moves < 1) return double.NaN;

        // Slower is never harder to find, as far as chance lets that be seen.
        moves = Math.Min(moves, MostMoves);
        int low = 0, high = (int)(Most / Step);
        if (Found(crane, slot, clean, high * Step, threshold, moves) < Wanted) return double.NaN;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Found(crane, slot, clean, middle * Step, threshold, moves) >= Wanted) high = middle;
            else low = middle;
        }

        return high * Step;
    }

    /// <summary>Full-stick moves of an axis in a shift of eight hours, as while learning; 0 where that is not known.</summary>
    public static double InAShift(CraneReference crane, int slot)
    {
        var clean = crane.Clean.Span;
        long first = long.MaxValue, last = long.MinValue;
        int own = 0;
        foreach (ref readonly var observation in clean)
        {
            (first, last) = (Math.Min(first, observation.EndNs), Math.Max(last, observation.EndNs));
            if (CraneReference.SlotOf(observation.Feature, observation.Axis) == slot) own++;
        }

        double seconds = clean.IsEmpty ? 0 : (last - first) / 1e9;
        return seconds > 0 ? own * (double)crane.Clean.Seen / clean.Length * ShiftSeconds / seconds : 0;
    }

    private static List<Move> Clean(CraneReference crane, MotionPhysics? physics, int slot)
    {
        var moves = new List<Move>();
        var clean = crane.Clean.Span;
        for (int i = 0; i < clean.Length; i++)
        {
            ref readonly var observation = ref clean[i];
            if (CraneReference.SlotOf(observation.Feature, observation.Axis) != slot) continue;
            var speed = MotionCalibration.Compare(crane, physics, slot, i);
            var reference = default(MotionDeviation?);
            int next = slot + 1;

            // What the same stretch shows stands beside it.
            bool hasNext = i + 1 < clean.Length && clean[i + 1].EndNs == observation.EndNs
                && CraneReference.SlotOf(clean[i + 1].Feature, clean[i + 1].Axis) == next
                && CraneReference.FeatureAt(next) == MotionFeature.Clamp;
            if (hasNext) reference = MotionCalibration.Compare(crane, physics, next, i + 1);
            if (speed is null && reference is null) continue;
            moves.Add(new(speed, reference, FeatureReference.LoadBin(observation.Load), observation.Direction));
        }

        return moves;
    }

    private static int Found(CraneReference crane, int slot, List<Move> clean, double share, double threshold, int moves)
    {
        double slower = -Math.Log(1 - share);
        int found = 0;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            var evidence = new MotionEvidence();
            SlowdownTest speed = new(), reference = new();
            double middle = Normal.Quantile((Draw(attempt, 0, 1 << 20, moves) + 0.5) / (1 << 20)) / Math.Sqrt(clean.Count);
            for (int i = 0; i < moves; i++)
            {
                var move = clean[Draw(attempt, i + 1, clean.Count, moves)];
                Bet(move.Speed, slot, move);
                Bet(move.Reference, slot + 1, move);
                if (!Tells(move.Speed, slot, speed, move, i) && !Tells(move.Reference, slot + 1, reference, move, i)) continue;
                found++;
                break;
            }

            MotionDeviation Slower(MotionDeviation clean) => clean with { Slower = clean.Slower + slower + (middle * clean.Scale) };

            void Bet(MotionDeviation? deviation, int at, in Move move)
            {
                if (deviation is { } own) evidence.Add(at, new(crane[at]!.PValue(Slower(own))), move.Load, move.Direction, 0);
            }

            bool Tells(MotionDeviation? deviation, int at, SlowdownTest test, in Move move, int place)
            {
                if (deviation is not { } own) return false;
                var slow = Slower(own);
                double all = evidence.OfGroup(MotionEvidence.GroupOf(at));
                bool gross = slow.IsGross(MotionTrait.Of(CraneReference.FeatureAt(at))) && crane[at]!.Tail.IsBeyond(slow.Score);
                return test.Take(slow.Score, gross, move.Direction, place, all, all >= threshold && evidence.Of(at) >= all);
            }
        }

        return found;
    }

    // The same draws for every share, so that shares are compared and not chance (SplitMix64; Steele, Lea, Flood 2014).
    private static int Draw(int attempt, int move, int count, int moves)
    {
        ulong z = ((ulong)((attempt * (moves + 1)) + move) + 1) * 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)Math.BigMul(z ^ (z >> 31), (ulong)count, out _);
    }

    private readonly record struct Move(MotionDeviation? Speed, MotionDeviation? Reference, int Load, sbyte Direction);
}
