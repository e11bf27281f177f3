using CraneAnomaly.Detectors.Motion.Learning;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Learning;

public class LearnedDoubtsTests
{
    private static readonly string[] s_cranes = ["QC01", "QC02", "QC03"];

    [Fact]
    public void CleanPeriod_LeavesNoDoubt() => Assert.Empty(Doubts((_, _) => 1));

    [Theory]
    [InlineData(0.9, "nameplate neighbours")]
    [InlineData(0.955, "neighbours")]
    public void OneSlowCrane_ContradictsItsPapersOrItsNeighbours(double share, string kinds)
    {
        var doubts = Doubts((crane, _) => crane == 1 ? share : 1);

        Assert.Equal(kinds.Split(' '), doubts.Select(doubt => doubt.Kind));
        Assert.All(doubts, doubt => Assert.Equal("QC02 trolley", doubt.Subject));
    }

    [Fact]
    public void SlowerInTheMiddleOfThePeriod_ContradictsItself()
    {
        var doubt = Assert.Single(Doubts((crane, part) => crane == 2 && part > 0.5 ? 0.96 : 1));

        Assert.Equal(("itself", "QC03 trolley plateau-speed"), (doubt.Kind, doubt.Subject));
        Assert.Matches(@"^(3\.\d|4\.\d) % less in the last third", doubt.Text);
    }

    [Fact]
    public void WayThatIsNotCovered_ContradictsTheAnchor()
    {
        var doubt = Assert.Single(Doubts((_, _) => 1, way: 0.9));

        Assert.Equal(("anchor", "QC01 trolley"), (doubt.Kind, doubt.Subject));
        Assert.StartsWith("covers 90.", doubt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoCranes_OutvoteNobody()
    {
        var reference = Learn((crane, _) => crane == 1 ? 0.955 : 1, cranes: 2);
        Assert.Empty(new LearnedDoubts(reference, Sheets(2)).All());
    }

    [Fact]
    public void SmallestThrottle_IsFoundInFreshMovesThatOften()
    {
        var crane = Learn((_, _) => 1, cranes: 1).Find("QC01")!;
        int slot = CraneReference.SlotOf(MotionFeature.Plateau, Axis.Trolley);
        double careful = SmallestThrottle.Of(crane, null, slot, 14), usual = SmallestThrottle.Of(crane, null, slot, 10);

        Assert.InRange(usual, 0.015, 0.05);
        Assert.True(careful >= usual, $"{careful} {usual}");
        Assert.True(double.IsNaN(SmallestThrottle.Of(crane, null, slot + 1, 10)));

        // Whatever the evidence: two moves that are slower by a twentieth are beyond doubt.
        Assert.InRange(SmallestThrottle.Of(crane, null, slot, 1_000), 0.05, 0.08);
    }

    private static List<LearnedDoubt> Doubts(Func<int, double, double> share, double way = 1) =>
        [.. new LearnedDoubts(Learn(share, s_cranes.Length, way), Sheets(s_cranes.Length)).All()];

    // The share of its speed by crane and part of the period; the first crane has an anchor.
    private static MotionReference Learn(Func<int, double, double> share, int cranes, double way = 1)
    {
        const int Moves = 150;
        var draws = new Draws(8);
        var reference = new MotionReference(10);
        for (int crane = 0; crane < cranes; crane++)
        {
            var gathered = reference.Of(s_cranes[crane])!;
            for (int i = 0; i < Moves; i++)
            {
                double speed = 4 * share(crane, i / (double)Moves) * Math.Exp(-0.004 * draws.Normal());
                Add(gathered, MotionFeature.Plateau, speed, i);
                if (crane == 0) Add(gathered, MotionFeature.Way, way * Math.Exp(-0.001 * draws.Normal()), i);
            }
        }

        reference.Fit();
        MotionCalibration.Run([.. reference.Cranes.Values], null, 1);
        return reference;
    }

    private static void Add(CraneReference crane, MotionFeature feature, double value, int i)
    {
        var move = new MotionObservation
        {
            Feature = feature,
            Axis = Axis.Trolley,
            Direction = (sbyte)(i % 2 == 0 ? 1 : -1),
            Value = value,
            Slowness = -Math.Log(value),
            Load = feature == MotionFeature.Way ? double.NaN : 0,
            Wind = 5,
            SpeedLimit = double.NaN,
        };
        crane.Add(move, false);
        crane.Clean.Add(move);
    }

    private static List<CraneSheet> Sheets(int cranes) =>
    [
        .. s_cranes.Take(cranes).Select(id => new CraneSheet
        {
            Id = id,
            Rated = new Dictionary<Axis, AxisRating> { [Axis.Trolley] = new() { Speed = 4 } },
        }),
    ];
}
