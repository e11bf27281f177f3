using System.Runtime.InteropServices;
using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion.Learning;

/// <summary>
/// What the evidence comes to while nobody slows a crane down: the clean moves of the learning period, all features
/// together, are drawn again in blocks, and the level is read off that they reach once in a run length. For learning.
/// </summary>
internal static class MotionCalibration
{
    private const int Updates = 1_000_000;

    /// <summary>Calibrates the cranes of a port, whose references are made.</summary>
    public static void Run(IReadOnlyCollection<CraneReference> cranes, MotionPhysics? physics, long seed)
    {
        for (int slot = 0; slot < CraneReference.Slots; slot++)
        {
            // How rarely a lift takes so long is a matter of cargo and people, and they are the port's: of what one crane lifts in a
            // shift, one or two are hatch covers, or none. How rarely a drive is slow is its own.
            IEnumerable<IReadOnlyCollection<CraneReference>> alike =
                MotionEvidence.GroupOf(slot) == MotionEvidence.Crane ? [cranes] : cranes.Select(crane => (CraneReference[])[crane]);
            foreach (var some in alike) ShareTail(some, physics, slot);
        }

        foreach (var crane in cranes) Calibrate(crane, physics, seed);
    }

    private static void Calibrate(CraneReference crane, MotionPhysics? physics, long seed)
    {
        var moves = Moves(crane, physics);
        if (moves.Length < BlockBootstrap.FewestObservations) return;
        var places = new double[moves.Length];
        for (int i = 0; i < places.Length; i++) places[i] = i;
        double[] offsets = [.. Enumerable.Range(0, MotionEvidence.Groups).Select(crane.OffsetOf)];
        var statistic = new Drawn(new(), moves, offsets);
        var options = new BootstrapOptions { Seed = (ulong)seed, Updates = Updates, Block = CleanMoves.Block };
        var low = BlockBootstrap.Threshold(places, statistic, EvidenceThreshold.ShortRun, options);
        var high = BlockBootstrap.Threshold(places, statistic, EvidenceThreshold.LongRun, options);
        if (low.IsKnown && high.IsKnown) crane.Threshold = new(low.Level, Math.Max(low.Level, high.Level));
    }

    private static void ShareTail(IReadOnlyCollection<CraneReference> cranes, MotionPhysics? physics, int slot)
    {
        var raw = new List<float>();
        foreach (var crane in cranes)
        {
            var clean = crane.Clean.Span;
            for (int i = 0; i < clean.Length; i++)
            {
                if (CraneReference.SlotOf(clean[i].Feature, clean[i].Axis) != slot) continue;
                if (Compare(crane, physics, slot, i) is { } deviation) raw.Add((float)deviation.Raw);
            }
        }

        var tail = ResidualTail.Of(CollectionsMarshal.AsSpan(raw));
        foreach (var crane in cranes)
            if (crane[slot] is { } feature) feature.Tail = tail;
    }

    private static Move[] Moves(CraneReference crane, MotionPhysics? physics)
    {
        var moves = new List<Move>();
        var clean = crane.Clean.Span;
        for (int i = 0; i < clean.Length; i++)
        {
            ref readonly var observation = ref clean[i];
            int slot = CraneReference.SlotOf(observation.Feature, observation.Axis);
            if (Compare(crane, physics, slot, i) is not { } deviation) continue;
            moves.Add(new(
                new(crane[slot]!.PValue(deviation)), (byte)slot, (byte)FeatureReference.LoadBin(observation.Load),
                observation.Direction));
        }

        return [.. moves];
    }

    /// <summary>
    /// How far a clean move is off; null for one that could not be judged, and for one that the trees which judge it were
    /// trained on: they know it by heart.
    /// </summary>
    public static MotionDeviation? Compare(CraneReference crane, MotionPhysics? physics, int slot, int place)
    {
        if (crane[slot] is { UsesTrees: true } && place < crane.Clean.FirstHeldOut) return null;
        ref readonly var observation = ref crane.Clean.Span[place];
        return TryExpect(crane, physics, slot, observation, out var expected) ? MotionDeviation.Of(observation, expected) : null;
    }

    /// <summary>What is normal for a clean move, every limit that it states explained.</summary>
    public static bool TryExpect(
        CraneReference crane, MotionPhysics? physics, int slot, in MotionObservation observation, out Expected expected)
    {
        expected = default;
        if (crane[slot] is not { } feature || !feature.TryExpect(observation, out expected)) return false;
        if (feature.UsesTrees) physics?.Refine(observation, ref expected);
        expected = expected with { Location = expected.Location - FeatureReference.LogLimit(observation.SpeedLimit) };
        return true;
    }

    private readonly record struct Move(EBet Bet, byte Slot, byte Load, sbyte Direction);

    // One crane's evidence over moves that are drawn by their place.
    private readonly struct Drawn(MotionEvidence evidence, Move[] moves, double[] offsets) : ISequentialStatistic
    {
        public double Level => evidence.Beyond(offsets);

        public void Update(double value, long at)
        {
            ref readonly var move = ref moves[(int)value];
            evidence.Add(move.Slot, move.Bet, move.Load, move.Direction, at);
        }

        public void Reset() => evidence.Clear();
    }
}
