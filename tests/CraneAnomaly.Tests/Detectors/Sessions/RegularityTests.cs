using CraneAnomaly.Detectors.Sessions;

namespace CraneAnomaly.Tests.Detectors.Sessions;

public class RegularityTests
{
    private const double Alarm = 1e-6;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void PValue_OfAJitteredClock_IsTinyAfterADozenCalls(double jitter)
    {
        var random = new Random(7);
        float[] gaps = [.. Enumerable.Range(0, 14).Select(_ => (float)(3600 * (1 + jitter * (2 * random.NextDouble() - 1))))];

        Assert.True(Regularity.PValue(gaps) <= Alarm);
    }

    [Fact]
    public void PValue_OfAClockWithOneLongPause_IsStillTiny()
    {
        float[] gaps = [.. Enumerable.Repeat(60f, 14)];
        gaps[5] = 4000;

        Assert.True(Regularity.PValue(gaps) <= Alarm);
    }

    [Fact]
    public void PValue_OfCallsAtRandom_IsNoAlarmOverManyYearsOfThem()
    {
        var random = new Random(11);
        float[] gaps = new float[Gaps.Capacity];
        int alarms = 0, small = 0;
        for (int run = 0; run < 100_000; run++)
        {
            int n = random.Next(Regularity.Fewest + 1, gaps.Length + 1);
            for (int i = 0; i < n; i++) gaps[i] = (float)(-60 * Math.Log(1 - random.NextDouble()));
            double p = Regularity.PValue(gaps.AsSpan(0, n));
            if (p <= Alarm) alarms++;
            if (p <= 0.01) small++;
        }

        Assert.Equal(0, alarms);

        // Leaving out the longest gap makes random calls look a little more regular; not by an order of magnitude.
        Assert.InRange(small, 1, 10_000);
    }

    [Fact]
    public void PValue_OfBursts_IsNear1()
    {
        float[] gaps = [.. Enumerable.Range(0, 24).Select(i => i % 6 == 5 ? 3000f : 2f)];

        Assert.InRange(Regularity.PValue(gaps), 0.5, 1);
    }

    [Fact]
    public void PValue_OfTooFewGaps_Is1() => Assert.Equal(1, Regularity.PValue([60, 60, 60, 60, 60, 60, 60, 60]));
}
