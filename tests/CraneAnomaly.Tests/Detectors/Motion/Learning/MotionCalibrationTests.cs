using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.Learning;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Learning;

public class MotionCalibrationTests
{
    private static readonly int s_plateau = CraneReference.SlotOf(MotionFeature.Plateau, Axis.Trolley);

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Threshold_OfMovesThatDepend_HoldsOnFreshOnes(double phi)
    {
        var draws = new Draws(3);
        var crane = Learn(() => draws.Correlated(phi), 4_000, spread: 0.06);

        Assert.True(crane.Threshold.IsKnown, $"{crane.Threshold}");
        Assert.InRange(crane.Threshold.High, crane.Threshold.Low + 0.5, 40);
        double level = crane.Threshold.Low;
        double[] offsets = [.. Enumerable.Range(0, MotionEvidence.Groups).Select(crane.OffsetOf)];
        int alarms = 0;
        const int Fresh = 60_000;
        var evidence = new MotionEvidence();
        for (int i = 0; i < Fresh; i++)
        {
            var observation = Move(4 * Math.Exp(-0.06 * draws.Correlated(phi)), i);
            Assert.True(crane[s_plateau]!.TryExpect(observation, out var expected));
            double p = crane[s_plateau]!.PValue(MotionDeviation.Of(observation, expected));
            evidence.Add(s_plateau, new(p), 1, observation.Direction, i);
            if (evidence.Beyond(offsets) < level) continue;
            alarms++;
            evidence.Clear();
        }

        Assert.InRange(Fresh / (double)Math.Max(1, alarms), 0.4 * EvidenceThreshold.ShortRun, 4 * EvidenceThreshold.ShortRun);
    }

    [Fact]
    public void Threshold_OfMovesWithMemory_IsHigher()
    {
        var (white, slow) = (new Draws(4), new Draws(4));
        double without = Learn(() => white.Correlated(0), 4_000, 0.06).Threshold.High;
        double with = Learn(() => slow.Correlated(0.9), 4_000, 0.06).Threshold.High;

        Assert.True(with > without + 1, $"{with} {without}");
    }

    [Fact]
    public void FewMoves_GiveNoThreshold_AndTheFormulaIsUsed()
    {
        var draws = new Draws(5);
        var crane = Learn(draws.Normal, 99, 0.01);
        var options = new MotionOptions(0.5);

        Assert.False(crane.Threshold.IsKnown);
        Assert.Equal(Math.Log(options.RunLength) + crane.OffsetOf(1), options.ThresholdFor(crane, 1), 1e-9);
        Assert.Equal(Math.Log(options.RunLength / MotionEvidence.ShareOf(1)), options.ThresholdFor(null, 1), 1e-9);
    }

    [Fact]
    public void Threshold_FollowsTheUsersNumber_WithinWhatIsBelieved()
    {
        var learned = new EvidenceThreshold(9, 15);
        double few = Of(0.1, learned), many = Of(5, learned);

        Assert.True(few > many + 1, $"{few} {many}");
        double nominal = Of(0.5, default);
        Assert.Equal(0.45 * nominal, Of(0.5, new(1, 2)), 1e-9);
        Assert.Equal(0.35 * nominal, Of(0.5, new(1, 2), MotionEvidence.Crane), 1e-9);
        Assert.Equal(0.7 * nominal, Of(0.5, new(1, 2), MotionEvidence.Anchors), 1e-9);
        Assert.Equal(1.5 * nominal, Of(0.5, new(100, 200)), 1e-9);

        static double Of(double budget, EvidenceThreshold learned, int group = 0)
        {
            var crane = new CraneReference { Threshold = learned };
            return new MotionOptions(budget).ThresholdFor(crane, group) - crane.OffsetOf(group);
        }
    }

    // A group that is seen once in a hundred features has as many false alarms a week as the others with as much less evidence.
    [Fact]
    public void RareGroup_NeedsLessEvidence_ByItsShare()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 10_000; i++)
        {
            var move = Move(4, i);
            if (i % 100 == 0) move.Axis = Axis.Gantry;
            crane.Add(move, false);
        }

        var options = new MotionOptions(0.5);
        double trolley = options.ThresholdFor(crane, (int)Axis.Trolley), gantry = options.ThresholdFor(crane, (int)Axis.Gantry);
        Assert.Equal(Math.Log(9_900.0 / 100), trolley - gantry, 0.2);
        double both = MotionEvidence.ShareOf((int)Axis.Trolley) + MotionEvidence.ShareOf((int)Axis.Gantry);
        Assert.Equal(options.RunLength, both / ((0.99 * Math.Exp(-trolley)) + (0.01 * Math.Exp(-gantry))), 0.1 * options.RunLength);

        // Clean moves that come to little lower what all groups need alike.
        crane.Threshold = new(5, 8);
        Assert.True(options.ThresholdFor(crane, (int)Axis.Trolley) < trolley - 1);
        Assert.Equal(trolley - gantry, options.ThresholdFor(crane, (int)Axis.Trolley) - options.ThresholdFor(crane, (int)Axis.Gantry), 1e-9);
    }

    [Fact]
    public void Shares_AreAllThereIs_AndLiftsHaveHalf()
    {
        Assert.Equal(1, Enumerable.Range(0, MotionEvidence.Groups).Sum(MotionEvidence.ShareOf), 1e-9);
        Assert.Equal(0.5, MotionEvidence.ShareOf(MotionEvidence.GroupOf(CraneReference.SlotOf(MotionFeature.Cycle, Axis.Hoist))), 1e-9);
        Assert.Equal(0.1, MotionEvidence.ShareOf(MotionEvidence.GroupOf(s_plateau)), 1e-9);
    }

    // Of a baseline from when every group had a sixth: what lifts need is the same, and nothing else needs less.
    [Fact]
    public void ThresholdsOfAnOlderBaseline_KeepThatOfLifts()
    {
        var crane = new CraneReference { Threshold = new(4, 9) };
        for (int i = 0; i < 5_000; i++) crane.Add(Move(4, i), false);
        var state = new ArrayBufferWriter<byte>();
        crane.Save(new(state));
        StateReader now = new(state.WrittenSpan), before = new(state.WrittenSpan);
        var (same, moved) = (CraneReference.Load(ref now, 8), CraneReference.Load(ref before, 7));

        Assert.Equal(new(4, 9), same.Threshold);
        double share = Math.Exp(same.OffsetOf(MotionEvidence.Crane)) * MotionEvidence.ShareOf(MotionEvidence.Crane);
        Assert.Equal(9 + Math.Log(6 * share), moved.Threshold.High + moved.OffsetOf(MotionEvidence.Crane), 1e-9);
        Assert.Equal(4 + Math.Log(6 * share), moved.Threshold.Low + moved.OffsetOf(MotionEvidence.Crane), 1e-9);
    }

    // One crane lifted no hatch cover while it was learned; its neighbours did, and it will.
    [Fact]
    public void TailOfLifts_IsThatOfAllCranes_AndThatOfADriveItsOwn()
    {
        var draws = new Draws(8);
        CraneReference[] cranes = [.. Enumerable.Range(0, 4).Select(_ => new CraneReference())];
        for (int i = 0; i < 4 * 300; i++)
        {
            var crane = cranes[i % 4];
            bool odd = i % 4 > 0 && i % 40 < 4;
            Add(crane, Lift(90 * Math.Exp((0.13 * draws.Normal()) + (odd ? 0.4 : 0)), i));
            Add(crane, Move(4 * Math.Exp(-(0.01 * draws.Normal()) - (odd ? 0.04 : 0)), i));
        }

        int cycle = CraneReference.SlotOf(MotionFeature.Cycle, Axis.Hoist);
        foreach (var crane in cranes) crane.Fit();
        MotionCalibration.Run([cranes[0]], null, 1);
        double alone = cranes[0][cycle]!.Tail.Of(3);
        MotionCalibration.Run(cranes, null, 1);

        Assert.True(alone < 0.5 * cranes[0][cycle]!.Tail.Of(3), $"{alone} and {cranes[0][cycle]!.Tail.Of(3)}");
        Assert.Equal(cranes[1][cycle]!.Tail.Of(3), cranes[0][cycle]!.Tail.Of(3));
        double quiet = cranes[0][s_plateau]!.Tail.Of(3), other = cranes[1][s_plateau]!.Tail.Of(3);
        Assert.True(quiet < 0.5 * other, $"{quiet} and {other}");
    }

    // What was learned of a lift with all its waits would call every lift of today quick.
    [Fact]
    public void LiftsOfAnOlderBaseline_AreNotKnown()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 100; i++) Add(crane, Lift(120 + (i % 7), i));
        crane.Fit();
        var state = new ArrayBufferWriter<byte>();
        crane.Save(new(state));
        StateReader now = new(state.WrittenSpan), before = new(state.WrittenSpan);
        int cycle = CraneReference.SlotOf(MotionFeature.Cycle, Axis.Hoist);

        Assert.True(CraneReference.Load(ref now, 9)[cycle]!.Knows(Lift(120, 0)));
        Assert.Null(CraneReference.Load(ref before, 8)[cycle]);
    }

    [Fact]
    public void Twice_IsTheSame()
    {
        var (first, second) = (new Draws(6), new Draws(6));
        Assert.Equal(Learn(first.Normal, 1_000, 0.03).Threshold, Learn(second.Normal, 1_000, 0.03).Threshold);
    }

    [Fact]
    public void Tail_IsTheConformalRank_AndGoesOnBeyond()
    {
        float[] values = [.. Enumerable.Range(1, 1_023).Select(i => i / 100f)];
        var tail = ResidualTail.Of(values);

        Assert.Equal(1, tail.Of(0));
        Assert.Equal(0.25, tail.Of(7.68), 0.01);
        Assert.Equal(1.0 / 64, tail.Of(10.08), 0.002);
        double last = tail.Of(10.23);
        Assert.InRange(last, 0.0005, 0.004);
        Assert.True(tail.Of(12) < last && tail.Of(12) > 0);
        for (double z = -1; z < 14; z += 0.01) Assert.True(tail.Of(z + 0.01) <= tail.Of(z) + 1e-12, $"{z}");
        Assert.Equal(1, ResidualTail.Of(new float[14]).Of(5));
        Assert.True(tail.IsBeyond(10.24) && !tail.IsBeyond(10.22) && ResidualTail.Of(new float[14]).IsBeyond(0));
    }

    // A hoist that goes by stages is a sixth slower in one move of twelve, with nobody at work.
    [Theory]
    [InlineData(0, true)]
    [InlineData(12, false)]
    public void TwoGrossMoves_AreToldAtOnce_UnlessCleanOnesWereAsSlow(int slowOneOf, bool told)
    {
        var draws = new Draws(7);
        int moves = 0;
        var crane = Learn(() => slowOneOf > 0 && moves++ % slowOneOf == 0 ? 18 : draws.Normal(), 1_000, spread: 0.01);
        var symbols = new SymbolTable(100);
        var watch = new CraneWatch(new("QC01", 0, new(null), symbols), crane, null, new(1e-3));
        bool first = Decide(0), second = Decide(2);

        Assert.False(first);
        Assert.Equal(told, second);

        bool Decide(int i)
        {
            var slow = Move(4 * Math.Exp(-0.18), i);
            Assert.True(crane[s_plateau]!.TryExpect(slow, out var expected));
            return watch.Decide(s_plateau, MotionDeviation.Of(slow, expected), slow);
        }
    }

    [Fact]
    public void CleanMoves_OfALongPeriod_KeepWholeBlocksOfAll()
    {
        var moves = new CleanMoves();
        for (int i = 0; i < 40_000; i++) moves.Add(new() { EndNs = i });

        Assert.Equal(40_000, moves.Seen);
        Assert.InRange(moves.Span.Length, 2_000, 96 * CleanMoves.Block);
        Assert.True(moves.Span[^1].EndNs > 38_000);
        int breaks = 0;
        for (int i = 1; i < moves.Span.Length; i++)
        {
            if (moves.Span[i].EndNs == moves.Span[i - 1].EndNs + 1) continue;
            Assert.Equal(0, i % CleanMoves.Block);
            breaks++;
        }

        Assert.True(breaks > 20);
    }

    private static CraneReference Learn(Func<double> next, int moves, double spread)
    {
        var crane = new CraneReference();
        for (int i = 0; i < moves; i++)
        {
            var move = Move(4 * Math.Exp(-spread * next()), i);
            crane.Add(move, false);
            crane.Clean.Add(move);
        }

        crane.Fit();
        MotionCalibration.Run([crane], null, 1);
        return crane;
    }

    private static void Add(CraneReference crane, in MotionObservation observation)
    {
        crane.Add(observation, false);
        crane.Clean.Add(observation);
    }

    private static MotionObservation Lift(double seconds, int i) => new()
    {
        Feature = MotionFeature.Cycle,
        Axis = Axis.Hoist,
        Direction = 1,
        Value = seconds,
        Slowness = Math.Log(seconds),
        Load = double.NaN,
        Wind = 5,
        SpeedLimit = double.NaN,
        Demand = double.NaN,
        Hours = double.NaN,
        EndNs = i,
    };

    private static MotionObservation Move(double value, int i) => new()
    {
        Feature = MotionFeature.Plateau,
        Axis = Axis.Trolley,
        Direction = (sbyte)(i % 2 == 0 ? 1 : -1),
        Value = value,
        Slowness = -Math.Log(value),
        Load = 0,
        Wind = 5,
        SpeedLimit = double.NaN,
        EndNs = i,
    };
}
