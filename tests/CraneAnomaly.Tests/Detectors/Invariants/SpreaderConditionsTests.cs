namespace CraneAnomaly.Tests.Detectors.Invariants;

public class SpreaderConditionsTests
{
    private readonly InterlockRows _rows = new();

    [Fact]
    public void Hoisting_HalfLocked_IsToldAfterItsGrace()
    {
        _rows.For(5, ("hoist.speed", 1.2), ("hoist.demand", 1), ("spreader.locked", 0), ("spreader.unlocked", 0));

        Assert.Equal(("interlock.I1", 2d), (_rows.Only.Type.Name, _rows.OnlyAt));
        Assert.Equal("QC01 has hoisted for 2 s with its twistlocks neither locked nor unlocked (1.2 m/s)", _rows.Only.Title);
    }

    [Theory]
    [InlineData(1.2, 1, 1, 0)]
    [InlineData(1.2, 1, 0, 1)]
    [InlineData(-1.2, -1, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    public void Hoisting_LockedOrDown_IsWork(double speed, double demand, int locked, int unlocked)
    {
        _rows.For(9, ("hoist.speed", speed), ("hoist.demand", demand), ("spreader.locked", locked), ("spreader.unlocked", unlocked));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Hoisting_WhileThePinsTurn_IsShorterThanTheGrace()
    {
        _rows.Step = 0.2;
        _rows.For(1.5, ("hoist.speed", 0.5), ("spreader.locked", 0), ("spreader.unlocked", 0));
        _rows.For(5, ("hoist.speed", 1), ("spreader.locked", 1), ("spreader.unlocked", 0));
        _rows.For(1.5, ("hoist.speed", 0.5), ("spreader.locked", 0), ("spreader.unlocked", 0));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Unlock_ToldByAnotherTableThanTheLoad_IsSeenAfterTheLoadIsGone()
    {
        _rows.Step = 0.2;
        _rows.For(2, ("spreader.load", 4)).Row(("spreader.locked", 0), ("spreader.unlocked", 0), ("spreader.landed", 0));
        _rows.For(0.4, ("spreader.load", 0.15)).Row(("spreader.locked", 0), ("spreader.unlocked", 1), ("spreader.landed", 0));

        Assert.Equal("QC01 opened its twistlocks with 4.0 t hanging and not landed", _rows.Only.Title);
    }

    [Fact]
    public void Unlock_ToldByAnotherTableAfterTheLanding_IsWork()
    {
        _rows.Step = 0.2;
        _rows.For(2, ("spreader.load", 4)).Row(("spreader.unlocked", 0), ("spreader.landed", 0));
        _rows.For(0.4, ("spreader.load", 0.15)).Row(("spreader.unlocked", 0), ("spreader.landed", 1));
        _rows.For(0.4, ("spreader.load", 0.15)).Row(("spreader.unlocked", 0), ("spreader.landed", 0));
        _rows.For(0.4, ("spreader.load", 0.15)).Row(("spreader.unlocked", 1), ("spreader.landed", 0));

        Assert.Empty(_rows.Told);
    }

    // At rest at both ends the box may have been set down in between; at full speed there was no time for it.
    [Theory]
    [InlineData(5, 0, 0, 0, 0, 0)]
    [InlineData(5, 1.2, 2.5, 0, 1.7, 9.5)]
    [InlineData(5, 0, 0, 4, 4, 0)]
    [InlineData(9, 1.2, 2.5, 0, 1.7, 9.5)]
    public void Unlock_InSlowTelemetry_IsToldWhenNothingElseHadTime(
        double gap, double hoist, double hoistAfter, double trolley, double trolleyAfter, double rise)
    {
        _rows.Step = gap;
        _rows.Row(("spreader.load", 24), ("spreader.unlocked", 0), ("spreader.landed", 0), ("hoist.speed", hoist),
            ("trolley.speed", trolley), ("hoist.position", 6));
        _rows.Row(("spreader.load", 0), ("spreader.unlocked", 1), ("spreader.landed", 0), ("hoist.speed", hoistAfter),
            ("trolley.speed", trolleyAfter), ("hoist.position", 6 + rise));

        bool hadTime = hoist + trolley == 0 || gap == 9;
        Assert.Equal(hadTime ? [] : ["interlock.I2"], _rows.Told);
    }

    [Theory]
    [InlineData("spreader.locked", "spreader.unlocked")]
    [InlineData("spreader.unlocked", "spreader.locked")]
    public void Turn_OnNothing_IsToldAtOnce(string signal, string other)
    {
        _rows.For(2, (signal, 0), (other, 0), ("spreader.landed", 0), ("spreader.load", 0.2));
        _rows.Row((signal, 1), (other, 0), ("spreader.landed", 0), ("spreader.load", 0.2));

        Assert.Equal(("interlock.I3", 2d), (_rows.Only.Type.Name, _rows.OnlyAt));
    }

    [Theory]
    [InlineData(1, 0.2, "manual", 1)]
    [InlineData(0, 0.2, "maintenance", 1)]
    [InlineData(0, 12, "manual", 1)]
    [InlineData(0, 0.2, "manual", 6)]
    public void Turn_LandedInMaintenanceLadenOrUnseen_IsNoBreach(int landed, double load, string mode, double step)
    {
        _rows.Step = step;
        _rows.Row(("mode", mode), ("spreader.locked", 0), ("spreader.landed", landed), ("spreader.load", load));
        _rows.Row(("mode", mode), ("spreader.locked", 1), ("spreader.landed", landed), ("spreader.load", load));

        Assert.Empty(_rows.Told);
    }
}
