using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Features.Motion;

public class AnchorWatchTests
{
    private readonly MotionBench _bench = new();

    [Theory]
    [InlineData(1)]
    [InlineData(0.9)]
    public void Way_BetweenTwoStandstills_IsHeldAgainstTheAnchor(double share)
    {
        TrolleyMove(0, 0, 40, share);
        TrolleyMove(30, 40, 0, share);

        Assert.Equal([1, -1], _bench.Anchored.Select(report => (int)report.Direction));
        Assert.All(_bench.Anchored, report => Assert.Equal(share, report.Value, 1e-9));
        Assert.All(_bench.Anchored, report => Assert.Equal((Axis.Trolley, false), (report.Axis, report.IsPower)));
        Assert.Equal(1 << (int)Axis.Trolley, _bench.Motion.Anchors.Anchored);
    }

    [Fact]
    public void Anchor_InRowsOfItsOwn_AndLate_CountsTheSame()
    {
        TrolleyMove(0, 0, 40, 0.9, alone: true);

        Assert.Equal(0.9, Assert.Single(_bench.Anchored).Value, 1e-9);
    }

    [Fact]
    public void ShortWay_OrOneThatContradicts_SaysNothing()
    {
        TrolleyMove(0, 0, 4, 1);
        TrolleyMove(30, 4, 40, -1);

        Assert.Empty(_bench.Anchored);
    }

    [Theory]
    [InlineData("drive.power")]
    [InlineData("anchor.drive.power")]
    public void SteadyLift_TellsItsSpeedByItsPower(string power)
    {
        for (int i = 0; i < 200; i++)
        {
            double t = i / 10.0, v = t is < 5 or > 17 ? 0 : 1.5;
            _bench.Row(t, [("hoist.speed", v), ("hoist.demand", v > 0 ? 1 : 0), ("spreader.load", 24), .. Every(i, (power, v * 600))]);
        }

        var report = Assert.Single(_bench.Anchored);
        Assert.Equal((Axis.Hoist, true, 24), (report.Axis, report.IsPower, report.Load));
        Assert.Equal(1000 / 600.0, report.Value, 1e-6);
        Assert.True(_bench.Motion.Anchors.HasPower);
    }

    // Lights and heating are a greater part of what a slow lift takes.
    [Fact]
    public void SlowLift_AndFastOne_HaveTheSameSpeedByPower()
    {
        for (int i = 0; i < 600; i++)
        {
            double t = i / 10.0, v = t is > 5 and < 20 ? 0.4 : t is > 35 and < 50 ? 1.6 : 0;
            _bench.Row(t, [("hoist.speed", v), ("hoist.demand", v / 1.6), ("spreader.load", 24), ("drive.power", 55 + (v * 600))]);
        }

        Assert.Equal(2, _bench.Anchored.Count);
        Assert.All(_bench.Anchored, report => Assert.Equal(1000 / 600.0, report.Value, 1e-6));
    }

    [Fact]
    public void LiftBesideAnotherAxis_OrDownwards_TellsNothing()
    {
        for (int i = 0; i < 400; i++)
        {
            double t = i / 10.0, v = t is < 2 or > 14 ? t is < 22 or > 34 ? 0 : -1.5 : 1.5;
            _bench.Row(t, [("hoist.speed", v), ("trolley.speed", v > 0 ? 2 : 0), .. Every(i, ("drive.power", 900))]);
        }

        Assert.Empty(_bench.Anchored);
    }

    [Fact]
    public void NobodyIndependent_NothingIsKnown()
    {
        new PlannedMove().Drive(_bench);

        Assert.Empty(_bench.Anchored);
        Assert.Equal((0, false), (_bench.Motion.Anchors.Anchored, _bench.Motion.Anchors.HasPower));
    }

    private static IEnumerable<(string Name, double Value)> Every(int i, (string Name, double Value) value) =>
        i % 10 == 0 ? [value] : [];

    // From standstill to standstill; the crane reports its way, the anchor a share of it.
    private void TrolleyMove(double begins, double from, double to, double share, bool alone = false)
    {
        for (int i = 0; i < 250; i++)
        {
            double t = i / 10.0, part = Math.Clamp((t - 5) / 10, 0, 1), place = from + (part * (to - from));
            double speed = part is > 0 and < 1 ? (to - from) / 10 : 0;
            (string, double)[] own = [("trolley.speed", speed), ("trolley.position", place)];
            (string, double)[] anchor = [.. Every(i, ("anchor.trolley.position", share * place))];
            _bench.Row(begins + t, alone ? own : [.. own, .. anchor]);
            if (alone && anchor.Length > 0) _bench.Row(begins + t + 0.04, anchor);
        }
    }
}
