using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Detectors.Invariants;

public class TravelConditionsTests
{
    private readonly InterlockRows _rows = new();

    [Theory]
    [InlineData("trolley", 55, 2, 1d)]
    [InlineData("trolley", -28, -2, 1d)]
    [InlineData("trolley", 58.5, 0, 2d)]
    [InlineData("hoist", 40.4, 0, 2d)]
    [InlineData("trolley", 10, 4.7, 1d)]
    [InlineData("gantry", 10, -0.9, 1d)]
    public void Axis_TooFastOrTooFar_IsToldAfterItsGrace(string axis, double position, double speed, double grace)
    {
        _rows.For(6, ($"{axis}.position", position), ($"{axis}.speed", speed));

        Assert.Equal(("interlock.I8", grace), (_rows.Only.Type.Name, _rows.OnlyAt));
    }

    [Theory]
    [InlineData("trolley", 55, 0.95)]
    [InlineData("trolley", 55, -3.9)]
    [InlineData("trolley", 52, 3.9)]
    [InlineData("trolley", 58.1, 0)]
    [InlineData("trolley", 10, 4.2)]
    [InlineData("gantry", 5000, 0.7)]
    [InlineData("hoist", 20, 3.2)]
    public void Axis_WithinItsPapers_IsWork(string axis, double position, double speed)
    {
        _rows.For(20, ($"{axis}.position", position), ($"{axis}.speed", speed));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData(2.2, true)]
    [InlineData(1.6, false)]
    [InlineData(-2.9, false)]
    public void Hoist_WithARatedLoad_IsSlower(double speed, bool told)
    {
        _rows.For(5, ("spreader.load", 64), ("hoist.speed", speed));

        Assert.Equal(told ? ["interlock.I8"] : [], _rows.Told);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 0.1, false)]
    [InlineData(0, 1, false)]
    public void LimitSwitch_DrivenInto_NeedsNoPapers(int limit, double speed, bool told)
    {
        var rows = new InterlockRows(new CraneSheet { Id = "QC09" });
        rows.For(5, ("trolley.position", 99), ("trolley.speed", speed), ("trolley.limit_plus", limit));

        Assert.Equal(told ? ["interlock.I8"] : [], rows.Told);
    }

    [Fact]
    public void Axis_WithoutPapers_IsNotJudged()
    {
        var rows = new InterlockRows(new CraneSheet { Id = "QC09" });
        rows.For(20, ("trolley.position", 900), ("trolley.speed", 240), ("spreader.load", 300), ("hoist.speed", 90));

        Assert.Empty(rows.Told);
    }

    [Theory]
    [InlineData(20, 5, 20, 5, true)]
    [InlineData(14, 11, 14, 11, false)]
    public void Load_OnOneSide_IsTold(double one, double two, double three, double four, bool told)
    {
        _rows.For(12, ("load.corner1", one), ("load.corner2", two), ("load.corner3", three), ("load.corner4", four),
            ("spreader.load", one + two + three + four));

        Assert.Equal(told ? ["interlock.I9"] : [], _rows.Told);
    }
}
