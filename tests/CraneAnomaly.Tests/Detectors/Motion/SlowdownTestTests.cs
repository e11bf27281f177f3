using CraneAnomaly.Detectors.Motion;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class SlowdownTestTests
{
    private ulong _state = 7;

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Onset_IsTheFirstMoveOfTheChange(double size)
    {
        var test = new SlowdownTest();
        for (int i = 0; i < 100; i++) test.Take(Normal() - 2, false, 1, i, 0, false);
        for (int i = 100; i < 104; i++) Assert.False(test.Take(size + (0.3 * Normal()), false, 1, i, 0, false));

        Assert.True(test.Take(size, false, 1, 104, 12, true));
        Assert.Equal(100, test.OnsetNs);
        Assert.Equal((5, 5), (test.SlowSince, test.Since));
        Assert.Equal(12, test.Evidence);
    }

    [Fact]
    public void Enough_ButThisMoveIsNotSlow_WaitsForOneThatIs()
    {
        var test = new SlowdownTest();
        Assert.False(test.Take(3, false, 1, 1, 5, false));
        Assert.False(test.Take(1, false, 1, 2, 12, true));
        Assert.True(test.Take(3, false, 1, 3, 12, true));
    }

    [Fact]
    public void OneMove_HoweverSlow_IsNoChange()
    {
        var test = new SlowdownTest();
        Assert.False(test.Take(40, true, 1, 1, 12, true));
        for (int i = 2; i < 30; i++) Assert.False(test.Take(-1, false, 1, i, 0, false));
        Assert.False(test.Take(40, true, 1, 30, 12, true));
        Assert.True(test.Take(40, true, 1, 31, 12, true));
        Assert.Equal((30, 2), (test.OnsetNs, test.SlowSince));
    }

    [Fact]
    public void Gross_TwiceInOneDirection_IsEnough()
    {
        var test = new SlowdownTest();
        Assert.False(test.Take(20, true, 1, 1, 0, false));
        Assert.False(test.Take(-2, false, -1, 2, 0, false));
        Assert.True(test.Take(20, true, 1, 3, 0, false));
    }

    [Fact]
    public void Over_AfterGoodMoves_AndNotTakenUpAgain()
    {
        var test = new SlowdownTest();
        for (int i = 0; i < 20; i++) test.Take(6, false, 1, i, 12, true);
        Assert.True(test.IsActive);
        for (int i = 20; i < 28; i++) Assert.False(test.Take(-1, false, 1, i, 0, false));

        Assert.False(test.IsActive);
        Assert.False(test.Take(6, false, 1, 29, 0, false));
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
