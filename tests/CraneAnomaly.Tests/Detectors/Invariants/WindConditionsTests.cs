using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Invariants;

public class WindConditionsTests
{
    private readonly InterlockRows _rows = new();

    [Fact]
    public void Work_InAGale_IsToldWhenTheTimeToFinishIsOver()
    {
        _rows.For(400, Work(24, 23, 18));

        Assert.Equal(("interlock.I11", 300d), (_rows.Only.Type.Name, _rows.OnlyAt));
        Assert.Equal("QC01 still moves 18.0 t after 5 min of wind above 20 m/s (mean 23.0 m/s)", _rows.Only.Title);
    }

    [Theory]
    [InlineData(24, 12, 18)]
    [InlineData(18, 18, 18)]
    [InlineData(24, 23, 0)]
    public void Work_DisputedCalmOrEmpty_IsNoBreach(double wind, double wind2, double load)
    {
        _rows.For(900, Work(wind, wind2, load));

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void Work_BetweenGusts_IsNoBreach()
    {
        for (int i = 0; i < 10; i++) _rows.For(25, Work(24, 24, 18)).For(75, Work(14, 14, 18));

        Assert.Empty(_rows.Told);
    }

    [Theory]
    [InlineData("wind.speed", false)]
    [InlineData("wind.speed2", false)]
    [InlineData("alarm.code", true)]
    public void WindStop_ThatNobodyElseFeels_IsTold(string by, bool alarm)
    {
        Quay(120, 7, by, alarm ? "none" : 7, 7);
        double began = _rows.Now;
        Quay(120, 7, by, alarm ? "WIND_STOP" : 25, 7);

        Assert.Equal(("interlock.I12", "QC01", began + 60), (_rows.Only.Type.Name, _rows.Only.Crane, _rows.OnlyAt));
    }

    [Theory]
    [InlineData(7, 22)]
    [InlineData(19, 7)]
    public void WindStop_ThatTheOtherOrTheNeighboursFeel_IsRight(double own, double beside)
    {
        Quay(120, beside, "wind.speed", own, own);
        Quay(300, beside, "wind.speed", 25, own);

        Assert.Empty(_rows.Told);
    }

    // The stop stays on until somebody resets it.
    [Fact]
    public void WindStop_AfterAGust_IsRight()
    {
        Quay(60, 10, "alarm.code", "none", 10);
        Quay(20, 23, "alarm.code", "WIND_STOP", 23);
        Quay(600, 8, "alarm.code", "WIND_STOP", 8);

        Assert.Empty(_rows.Told);
    }

    [Fact]
    public void WindStop_WithoutANeighbour_IsNotJudged()
    {
        _rows.For(120, ("wind.speed", 7), ("wind.speed2", 7)).For(600, ("wind.speed", 25), ("wind.speed2", 7));

        Assert.Empty(_rows.Told);
    }

    private static (string, object)[] Work(double wind, double wind2, double load) =>
        [("wind.speed", wind), ("wind.speed2", wind2), ("spreader.load", load), ("spreader.landed", 0), ("trolley.speed", 2)];

    // Two cranes beside the one that is told something.
    private void Quay(double seconds, double beside, string signal, object value, double others)
    {
        for (double end = _rows.Now + seconds; _rows.Now < end;)
        {
            _rows.Row("QC00", SignalQuality.Good, ("wind.speed", beside), ("wind.speed2", beside));
            _rows.Row("QC02", SignalQuality.Good, ("wind.speed", beside), ("wind.speed2", beside));
            (string Name, object Value)[] own = [("wind.speed", others), ("wind.speed2", others)];
            _rows.Row([.. own.Where(wind => wind.Name != signal), (signal, value)]);
        }
    }
}
