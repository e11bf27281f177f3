using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class MotionEvidenceTests
{
    private static readonly double[] s_equal = new double[MotionEvidence.Groups];
    private static readonly int s_plateau = CraneReference.SlotOf(MotionFeature.Plateau, Axis.Trolley);
    private static readonly int s_ramp = CraneReference.SlotOf(MotionFeature.RampUp, Axis.Trolley);
    private readonly Draws _draws = new(7);

    [Fact]
    public void Level_OfAllFeaturesTogether_RunsAtLeastAsLongAsNominal()
    {
        const double Nominal = 2_000;
        var evidence = new MotionEvidence();
        int alarms = 0;
        const int Moves = 200_000;
        for (int i = 0; i < Moves; i++)
        {
            int slot = i % MotionFeaturesOfTwoAxes;
            evidence.Add(slot, new(_draws.Uniform()), i % 4, i % 3 == 0 ? -1 : 1, i);
            if (evidence.Beyond(s_equal) < Math.Log(Nominal)) continue;
            alarms++;
            evidence.Clear();
        }

        Assert.InRange(alarms, 0, Moves / Nominal);
    }

    [Theory]
    [InlineData(1, 70)]
    [InlineData(2, 12)]
    [InlineData(4, 7)]
    public void Change_IsFoundWithinMoves(double size, int within)
    {
        var evidence = new MotionEvidence();
        for (int i = 0; i < 100; i++) Add(evidence, s_plateau, -2 + _draws.Normal(), i % 3, i);

        Assert.InRange(MovesTo(Math.Log(60_000), evidence, i => Add(evidence, s_plateau, size + (0.3 * _draws.Normal()), i % 3, i)), 2, within);
    }

    [Fact]
    public void OneOddMove_HoweverOdd_IsNoEvidence()
    {
        var evidence = new MotionEvidence();
        for (int i = 0; i < 1_000; i++)
        {
            Add(evidence, s_plateau, i % 40 == 0 ? 500 : -2, 1, i);
            Assert.True(evidence.Beyond(s_equal) < Math.Log(1_000), $"{i}: {evidence.Beyond(s_equal)}");
        }
    }

    [Fact]
    public void OnlySomeMoves_AreFoundThroughTheirLoad()
    {
        var evidence = new MotionEvidence();
        int moves = MovesTo(Math.Log(60_000), evidence,
            i => Add(evidence, s_plateau, i % 5 == 0 ? 5 : -2, i % 5 == 0 ? 3 : 1, i));

        Assert.InRange(moves / 5, 2, 8);
    }

    [Fact]
    public void TwoFeaturesOfAnAxis_AreFoundTogether_BeforeEitherIsAlone()
    {
        var (alone, together) = (new MotionEvidence(), new MotionEvidence());
        double half = Math.Log(2);
        for (int i = 0; i < 12; i++)
        {
            Add(alone, s_plateau, 1.5, 1, i);
            Add(together, s_plateau, 1.5, 1, i);
            Add(together, s_ramp, 1.5, 1, i);
        }

        int axis = MotionEvidence.GroupOf(s_plateau);
        Assert.Equal(axis, MotionEvidence.GroupOf(s_ramp));
        Assert.Equal(alone.OfGroup(axis) + half, together.OfGroup(axis), 1e-9);
        together.Clear(s_ramp);
        Assert.Equal(alone.Beyond(s_equal), together.Beyond(s_equal), 1e-9);
    }

    [Fact]
    public void Add_AllocatesNothing()
    {
        var evidence = new MotionEvidence();
        Add(evidence, s_plateau, 0, 1, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < 1_000; i++) Add(evidence, s_plateau, i % 5, i % 4, i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int MotionFeaturesOfTwoAxes => 2 * CraneReference.PerAxis;

    private static void Add(MotionEvidence evidence, int slot, double score, int load, int at) =>
        evidence.Add(slot, new(Normal.UpperTail(score)), load, 1, at);

    private static int MovesTo(double level, MotionEvidence evidence, Action<int> add)
    {
        for (int i = 0; i < 1_000; i++)
        {
            add(i);
            if (evidence.Beyond(s_equal) >= level) return i + 1;
        }

        return int.MaxValue;
    }
}
