using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>One crane under watch: its moves, its references and how far each test has come. About 30 kB.</summary>
internal sealed class CraneWatch(
    CraneState state, CraneReference? learned, Nameplate? nameplate, MotionOptions options)
{
    private readonly SlowdownTest?[] _tests = new SlowdownTest?[CraneReference.Slots];
    private readonly MotionEvidence _evidence = new();
    private readonly double[] _thresholds =
        [.. Enumerable.Range(0, MotionEvidence.Groups).Select(group => options.ThresholdFor(learned, group))];

    public CraneState State { get; } = state;

    public CraneMotion Motion { get; } = new();

    /// <summary>From the baseline; frozen.</summary>
    public CraneReference? Learned { get; } = learned;

    /// <summary>Of its own first moves, where the baseline has nothing.</summary>
    public CraneReference Own { get; } = new();

    /// <summary>Its moves as a whole.</summary>
    public ProfileWatch Whole { get; } = new();

    public Nameplate? Nameplate { get; } = nameplate;

    /// <summary>The evidence, a logarithm, from which on a feature is slower.</summary>
    public double ThresholdOf(int slot) => _thresholds[MotionEvidence.GroupOf(slot)];

    /// <summary>Moves that have ended.</summary>
    public int Moves { get; private set; }

    /// <summary>Whether it was said what cannot be known of it.</summary>
    public bool IsCoverageTold { get; set; }

    /// <summary>Usual time of a lift, s.</summary>
    public double CycleSeconds { get; private set; } = 130;

    /// <summary>Moves with a steady stretch for each lift, by axis.</summary>
    public double[] MovesPerLift { get; } = [3, 2, 0.1, 0];

    /// <summary>Usual way of a move with a plateau, m, by axis.</summary>
    public double[] UsualWay { get; } = [15, 30, 15, 75];

    /// <summary>When each feature was last judged.</summary>
    public long[] LastNs { get; } = new long[CraneReference.Slots];

    /// <summary>When it is next said that what was told goes on.</summary>
    public long NextKeepNs { get; set; }

    public SlowdownTest Test(int slot) => _tests[slot] ??= new();

    /// <summary>Whether a test is known to be slower.</summary>
    public bool IsActive(int slot) => _tests[slot] is { IsActive: true };

    /// <summary>Bets on a move. What is known to be slow is no evidence of anything else.</summary>
    public void Bet(int slot, in MotionDeviation deviation, in MotionObservation observation)
    {
        if (IsActive(slot)) return;
        double p = Learned?[slot]?.PValue(deviation) ?? deviation.NormalTail();
        _evidence.Add(slot, new(p), FeatureReference.LoadBin(observation.Load), observation.Direction, observation.EndNs);
    }

    /// <summary>Decides on a move after the bets; true when it is one of those to be told.</summary>
    public bool Decide(int slot, in MotionDeviation deviation, in MotionObservation observation)
    {
        // Of an axis that has become slower, what has shown it at least as well as the others is told.
        double own = _evidence.Of(slot), all = _evidence.OfGroup(MotionEvidence.GroupOf(slot));
        bool isEnough = all >= ThresholdOf(slot) && own >= all;
        var test = Test(slot);

        // Where clean moves were so slow now and then, two of them are a matter of statistics after all.
        bool gross = deviation.IsGross(MotionTrait.Of(observation.Feature)) && Learned?[slot]?.Tail.IsBeyond(deviation.Score) != false;
        bool told = test.Take(deviation.Score, gross, observation.Direction, observation.EndNs, all, isEnough);
        if (test.IsActive) _evidence.Clear(slot);
        return told;
    }

    /// <summary>Keeps the usual way and time of this crane's moves, for what a slow one costs.</summary>
    public void Count(in MoveFeatures move)
    {
        int axis = (int)move.Axis;
        if ((move.Fresh & MotionReadings.Finished) == 0) return;
        Moves++;
        if (double.IsNaN(move.TopSpeed)) return;
        UsualWay[axis] += 0.05 * (move.Distance - UsualWay[axis]);
        MovesPerLift[axis] += 0.02;
    }

    public void Count(in CycleFeatures cycle)
    {
        if (double.IsNaN(cycle.Duration)) return;
        CycleSeconds += 0.05 * (cycle.Duration - CycleSeconds);
        for (int i = 0; i < MovesPerLift.Length; i++) MovesPerLift[i] *= 0.98;
    }
}
