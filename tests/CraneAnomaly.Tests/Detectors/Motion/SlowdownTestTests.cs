using CraneAnomaly.Detectors.Motion;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class SlowdownTestTests
{
    private const double Threshold = 11.7;
    private ulong _state = 7;

    [Fact]
    public void Normal_AtTheEdgeOfIndifference_KeepsThePromise()
    {
        // The worst that is still nobody's business: one false alarm in at least 5,000 moves.
        var test = new SlowdownTest();
        double threshold = Math.Log(5_000);
        int alarms = 0;
        for (int i = 0; i < 200_000; i++)
        {
            bool was = test.IsActive;
            test.Take(Normal(), false, i % 4, i % 2 == 0 ? 1 : -1, i, threshold);
            if (!was && test.IsActive) alarms++;
        }

        Assert.InRange(alarms, 0, 200_000 / 5_000);
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(6, 5)]
    public void Change_IsFoundWithinMoves_AndItsOnset(double size, int within)
    {
        var test = new SlowdownTest();
        for (int i = 0; i < 100; i++) test.Take(Normal() - 2, false, i % 3, 1, i, Threshold);
        int found = 0;
        for (int i = 100; i < 200 && found == 0; i++)
            if (test.Take(size + (0.3 * Normal()), false, i % 3, 1, i, Threshold)) found = i - 99;

        Assert.InRange(found, 2, within);
        Assert.Equal(100, test.OnsetNs);
        Assert.Equal((found, found), (test.SlowSince, test.Since));
    }

    [Fact]
    public void OneOddMove_HoweverOdd_IsNoAlarm()
    {
        var test = new SlowdownTest();
        for (int i = 0; i < 1_000; i++)
            Assert.False(test.Take(i % 40 == 0 ? 500 : -2, i % 40 == 0, 1, 1, i, Threshold));
    }

    [Fact]
    public void Gross_TwiceInOneDirection_IsEnough()
    {
        var test = new SlowdownTest();
        Assert.False(test.Take(20, true, 1, 1, 1, Threshold));
        Assert.False(test.Take(-2, false, 1, -1, 2, Threshold));
        Assert.True(test.Take(20, true, 1, 1, 3, Threshold));
    }

    [Fact]
    public void OnlySomeMoves_AreFoundThroughTheirLoad()
    {
        var test = new SlowdownTest();
        int found = 0;
        for (int i = 0; i < 100 && found == 0; i++)
            if (test.Take(i % 5 == 0 ? 5 : -2, false, i % 5 == 0 ? 3 : 1, 1, i, Threshold)) found = (i / 5) + 1;

        Assert.InRange(found, 3, 8);
    }

    [Fact]
    public void Over_AfterGoodMoves_AndNotTakenUpAgain()
    {
        var test = new SlowdownTest();
        for (int i = 0; i < 20; i++) test.Take(6, false, 1, 1, i, Threshold);
        Assert.True(test.IsActive);
        for (int i = 20; i < 28; i++) Assert.False(test.Take(-1, false, 1, 1, i, Threshold));

        Assert.False(test.IsActive);
        Assert.False(test.Take(6, false, 1, 1, 29, Threshold));
    }

    // Sum of twelve: near enough to normal, and the same everywhere.
    private double Normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            _state = (_state * 6364136223846793005) + 1442695040888963407;
            sum += (_state >> 11) / (double)(1UL << 53);
        }

        return sum;
    }
}
