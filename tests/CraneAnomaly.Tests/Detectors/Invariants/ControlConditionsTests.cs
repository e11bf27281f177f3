namespace CraneAnomaly.Tests.Detectors.Invariants;

public class ControlConditionsTests
{
    private readonly InterlockRows _rows = new();

    [Fact]
    public void Station_TakenOverWithALoad_IsToldAtOnceWithBothNames()
    {
        _rows.For(3, ("station", "cab"), ("mode", "manual"), ("spreader.load", 18), ("spreader.landed", 0));
        _rows.For(3, ("station", "ros"), ("mode", "semiautomatic"), ("spreader.load", 18), ("spreader.landed", 0));

        Assert.Equal(("interlock.I10", 3d, 80), (_rows.Only.Type.Name, _rows.OnlyAt, _rows.Only.Severity));
        Assert.Equal("QC01 was taken over by ros from cab with 18.0 t hanging", _rows.Only.Title);
        Assert.Null(_rows.Only.Finding.Observed);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(18, 1)]
    public void Station_TakenOverEmptyOrLanded_IsWork(double load, int landed)
    {
        _rows.For(3, ("station", "cab"), ("mode", "manual"), ("spreader.load", load), ("spreader.landed", landed));
        _rows.For(60, ("station", "none"), ("spreader.load", load), ("spreader.landed", landed));
        _rows.For(3, ("station", "pendant"), ("mode", "maintenance"), ("spreader.load", load), ("spreader.landed", landed));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Station_BackFromABreak_IsTheSame()
    {
        _rows.Row(("station", "cab"), ("spreader.load", 18)).Row(("station", "none"), ("spreader.load", 18));
        _rows.Row(("station", "cab"), ("spreader.load", 18));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(30, false)]
    public void Stations_ThatTakeItFromEachOther_AreTold(double seconds, bool told)
    {
        _rows.Row(("station", "cab"), ("spreader.load", 0)).Row(("station", "ros"), ("spreader.load", 0));
        _rows.Now += seconds;
        _rows.Row(("station", "cab"), ("spreader.load", 0));

        Assert.Equal(told ? ["interlock.I10"] : [], _rows.Told);
    }

    [Fact]
    public void Mode_ChangedByTheOperatorWithALoad_IsForTheLog()
    {
        _rows.For(2, ("station", "cab"), ("mode", "manual"), ("spreader.load", 18));
        _rows.For(2, ("station", "cab"), ("mode", "semiautomatic"), ("spreader.load", 18));

        Assert.Equal(("interlock.I10", 35), (_rows.Only.Type.Name, _rows.Only.Severity));
        Assert.Equal("QC01 changed its mode from manual to semiautomatic with 18.0 t hanging", _rows.Only.Title);
    }

    [Fact]
    public void Bypass_ToldOnce_IsToldAfterItsGrace()
    {
        _rows.Row(("bypass", 1)).For(20, ("hoist.position", 12));

        Assert.Equal(("interlock.I13", 10d, 60), (_rows.Only.Type.Name, _rows.OnlyAt, _rows.Only.Severity));
    }

    [Fact]
    public void Bypass_AsAMode_CountsAsWell()
    {
        _rows.For(20, ("mode", "bypass"));

        Assert.Equal(("interlock.I13", "bypass"), (_rows.Only.Type.Name, _rows.Only.Finding.After));
    }

    [Fact]
    public void Bypass_TriedAndTurnedBack_IsNoBreach()
    {
        _rows.For(8, ("bypass", 1)).For(60, ("bypass", 0));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData("manual", 80)]
    [InlineData("maintenance", 60)]
    public void Bypass_WithCargo_IsWorseUnlessItIsMaintenance(string mode, int severity)
    {
        _rows.For(20, ("bypass", 1), ("mode", mode), ("spreader.load", 18), ("trolley.speed", 2));

        Assert.Equal(severity, _rows.Only.Severity);
    }
}
