using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Tests.Telemetry.Rows;

/// <summary>Cranes that send a row a second, and how far one of their clocks is found to be off.</summary>
public class RowClocksTests
{
    private const long Second = 1_000_000_000, Start = 1_700_000_000 * Second;

    private readonly RowClocks _clocks = new();
    private readonly List<(int Crane, double Seconds, int Clocks)> _found = [];
    private long _line;

    [Theory]
    [InlineData(3, 30)]
    [InlineData(3, -30)]
    [InlineData(9, 3600)]
    public void Clock_ThatIsSet_IsOffByThat(int cranes, int by)
    {
        for (int i = 0; i < 600; i++) Rows(i, cranes, crane => crane == 1 && i >= 300 ? by : 0);

        Assert.NotEmpty(_found);
        Assert.All(_found, found => Assert.Equal((1, cranes - 1), (found.Crane, found.Clocks)));
        Assert.InRange(_found[0].Seconds, by - 1.5, by + 1.5);
    }

    [Fact]
    public void Clock_OfTwoCranes_IsNobodys()
    {
        for (int i = 0; i < 600; i++) Rows(i, 2, crane => crane == 1 && i >= 300 ? 30 : 0);

        Assert.Empty(_found);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(-0.4)]
    public void Step_OfATimeServer_IsNone(double by)
    {
        for (int i = 0; i < 600; i++) Rows(i, 3, crane => crane == 1 && i >= 300 ? by : 0);

        Assert.Empty(_found);
    }

    [Fact]
    public void Clock_OfAnotherTimeZone_IsAsItWas()
    {
        for (int i = 0; i < 1200; i++) Rows(i, 5, crane => crane < 2 ? 3600 : 0);

        Assert.Empty(_found);
    }

    [Fact]
    public void Clock_ThatCreepsAsCheapOnesDo_IsFollowed()
    {
        // 50 millionths: 4.3 s a day.
        for (int i = 0; i < 200_000; i++) Rows(i, 3, crane => crane == 1 ? i * 50e-6 : 0);

        Assert.Empty(_found);
    }

    [Fact]
    public void Rows_SentOnceAMinute_AreNotBehind()
    {
        for (int i = 0; i < 3000; i++)
        {
            Rows(i, 3, _ => 0);
            if (i % 60 != 59) continue;
            for (int back = 59; back >= 0; back--) Row(3, Start + ((i - back) * Second));
        }

        Assert.Empty(_found);
    }

    [Fact]
    public void Backlog_AfterASilence_IsNotBehind()
    {
        for (int i = 0; i < 1500; i++)
        {
            Rows(i, 3, _ => 0);
            if (i is < 600 or > 900) Row(3, Start + (i * Second));
            if (i != 900) continue;
            for (int late = 600; late <= 900; late++) Row(3, Start + (late * Second));
        }

        Assert.Empty(_found);
    }

    [Fact]
    public void Clock_AgainstTheReceiver_NeedsNoOtherCrane()
    {
        for (int i = 0; i < 600; i++) Row(0, Start + ((i + (i >= 300 ? 20 : 0)) * Second), Start + (i * Second) + 40_000_000);

        Assert.NotEmpty(_found);
        Assert.All(_found, found => Assert.Equal((0, 20d, 1), (found.Crane, found.Seconds, found.Clocks)));
    }

    [Fact]
    public void Delay_OfTheNetwork_IsNoClock()
    {
        for (int i = 0; i < 600; i++)
            Row(0, Start + (i * Second), Start + (i * Second) + (i >= 300 && i % 7 != 0 ? 30 * Second : 40_000_000));

        Assert.Empty(_found);
    }

    private void Rows(int second, int cranes, Func<int, double> off)
    {
        for (int crane = 0; crane < cranes; crane++) Row(crane, Start + (long)((second + off(crane)) * Second));
    }

    private void Row(int crane, long timestampNs, long receivedNs = long.MinValue)
    {
        if (_clocks.Take(crane, timestampNs, receivedNs, Second, ++_line, out var off))
            _found.Add((crane, off.ShiftNs / 1e9, off.Clocks));
    }
}
