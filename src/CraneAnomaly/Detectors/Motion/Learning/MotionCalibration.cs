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

    /// <summary>Calibrates a crane whose references are made.</summary>
    public static void Run(CraneReference crane, MotionPhysics? physics, long seed)
    {
        Tails(crane, physics);
        var moves = Moves(crane, physics);
        if (moves.Length < BlockBootstrap.FewestObservations) return;
        var places = new double[moves.Length];
        for (int i = 0; i < places.Length; i++) places[i] = i;
        var statistic = new Drawn(new(), moves);
        var options = new BootstrapOptions { Seed = (ulong)seed, Updates = Updates, Block = CleanMoves.Block };
        var low = BlockBootstrap.Threshold(places, statistic, EvidenceThreshold.ShortRun, options);
        var high = BlockBootstrap.Threshold(places, statistic, EvidenceThreshold.LongRun, options);
        if (low.IsKnown && high.IsKnown) crane.Threshold = new(low.Level, Math.Max(low.Level, high.Level));
    }

    private static void Tails(CraneReference crane, MotionPhysics? physics)
    {
        var raw = new List<float>[CraneReference.Slots];
        var clean = crane.Clean.Span;
        for (int i = 0; i < clean.Length; i++)
        {
            int slot = CraneReference.SlotOf(clean[i].Feature, clean[i].Axis);
            if (Compare(crane, physics, slot, i) is { } deviation) (raw[slot] ??= []).Add((float)deviation.Raw);
        }

        for (int slot = 0; slot < raw.Length; slot++)
        {
            if (raw[slot] is { } values && crane[slot] is { } feature)
                feature.Tail = ResidualTail.Of(CollectionsMarshal.AsSpan(values));
        }
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
    private readonly struct Drawn(MotionEvidence evidence, Move[] moves) : ISequentialStatistic
    {
        public double Level => evidence.Level;

        public void Update(double value, long at)
        {
            ref readonly var move = ref moves[(int)value];
            evidence.Add(move.Slot, move.Bet, move.Load, move.Direction, at);
        }

        public void Reset() => evidence.Clear();
    }
}
