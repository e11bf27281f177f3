namespace CraneAnomaly.Tests.Detectors.Invariants;

public class MotionConditionsTests
{
    private readonly InterlockRows _rows = new();

    [Theory]
    [InlineData("trolley.speed", 2, "trolley.brake", 0, "interlock.I4", 5)]
    [InlineData("gantry.speed", 0.3, "storm_pin", 1, "interlock.I6", 3)]
    [InlineData("gantry.speed", -0.3, "rail_clamp", 1, "interlock.I6", 3)]
    [InlineData("boom.speed", 0.2, "trolley.position", 20, "interlock.I5", 3)]
    [InlineData("boom.angle", 12, "trolley.position", 20, "interlock.I5", 3)]
    public void Motion_Forbidden_IsToldAfterItsGrace(
        string signal, double value, string other, double forbids, string alert, double grace)
    {
        _rows.For(9, (signal, value), (other, forbids));

        Assert.Equal((alert, grace), (_rows.Only.Type.Name, _rows.OnlyAt));
    }

    [Theory]
    [InlineData("trolley.speed", 2, "trolley.brake", 1)]
    [InlineData("trolley.speed", 0.02, "trolley.brake", 0)]
    [InlineData("gantry.speed", 0.3, "storm_pin", 0)]
    [InlineData("gantry.speed", 0.01, "storm_pin", 1)]
    [InlineData("trolley.speed", 3, "storm_pin", 1)]
    [InlineData("gantry.speed", 0, "rail_clamp", 1)]
    [InlineData("boom.speed", 0.2, "trolley.position", -18)]
    [InlineData("boom.angle", 0.4, "trolley.position", 20)]
    [InlineData("boom.angle", 78, "trolley.position", -18)]
    public void Motion_BesideIt_IsWork(string signal, double value, string other, double allows)
    {
        _rows.For(20, (signal, value), (other, allows));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Motion_ForbiddenOnceInAWhile_DoesNotAddUp()
    {
        for (int i = 0; i < 5; i++)
        {
            _rows.For(4, ("trolley.speed", 2), ("trolley.brake", 0));
            _rows.For(1, ("trolley.speed", 2), ("trolley.brake", 1));
        }

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData("gantry.speed", 0.3, "rail_clamp", 1)]
    [InlineData("trolley.speed", 2, "emergency_stop", 1)]
    public void Flag_ReadEveryHalfMinute_SaysNothingOfWhatMovesInBetween(string speed, double value, string flag, double forbids)
    {
        for (int i = 0; i < 2; i++, _rows.Now += 29) _rows.Row((flag, forbids));
        _rows.For(9, (speed, value));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData("gantry.speed", 0.3, "rail_clamp", 1, "interlock.I6")]
    [InlineData("trolley.speed", 2, "emergency_stop", 1, "interlock.I7")]
    public void Flag_ToldWhenItChanges_HoldsUntilThen(string speed, double value, string flag, double forbids, string alert)
    {
        _rows.Row((flag, forbids));
        _rows.Now += 58;
        _rows.For(9, (speed, value));

        Assert.Equal([alert], _rows.Told);
    }

    [Fact]
    public void Brake_NotToldAnyMore_IsNotKnownToBeClosed()
    {
        _rows.For(2, ("trolley.brake", 0)).For(60, ("trolley.speed", 2));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData(0.2, 0, 5d)]
    [InlineData(0.2, 0.17, null)]
    [InlineData(0, 0, null)]
    public void HoistBrake_OpenWithNothingThatHolds_IsTold(double before, double torque, double? at)
    {
        _rows.Row(("hoist.torque", before), ("hoist.reference", 1), ("hoist.brake", 1));
        _rows.Now = 0;
        _rows.For(9, ("hoist.torque", torque), ("hoist.reference", 0), ("hoist.brake", 1));

        Assert.Equal(at is null ? [] : ["interlock.I4"], _rows.Told);
        if (at is not null) Assert.Equal(at, _rows.OnlyAt);
    }

    [Theory]
    [InlineData(115, 0.1, true)]
    [InlineData(90, 0.1, false)]
    [InlineData(115, 78, false)]
    public void Travel_AtASuperstructure_NeedsTheBoomUp(double gantry, double angle, bool told)
    {
        _rows.For(6, ("gantry.speed", 0.5), ("gantry.position", gantry), ("boom.angle", angle));

        Assert.Equal(told ? ["interlock.I5"] : [], _rows.Told);
    }

    [Fact]
    public void Watchdog_LookedAtTooSeldom_IsNotJudged()
    {
        _rows.For(5, ("trolley.speed", 2), ("watchdog", 0)).For(5, ("trolley.speed", 2), ("watchdog", 1));
        _rows.Step = 5;
        _rows.For(100, ("trolley.speed", 2), ("watchdog", 1));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Motion_AtOneRowInFiveSeconds_IsStillTold()
    {
        _rows.Step = 5;
        _rows.For(30, ("gantry.speed", 0.3), ("storm_pin", 1));

        Assert.Equal(("interlock.I6", 5d), (_rows.Only.Type.Name, _rows.OnlyAt));
    }

    [Fact]
    public void Motion_AtOneRowInTenSeconds_IsNotKnownToLast()
    {
        _rows.Step = 10;
        _rows.For(90, ("gantry.speed", 0.3), ("storm_pin", 1));

        Assert.Empty(_rows.Told);
    }
}
