using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Tests.Cli.Evaluation;

public class ConfidenceIntervalTests
{
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void OfShare_AsPublished(int found, int of, double low, double high)
    {
        var interval = ConfidenceInterval.OfShare(found, of);

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    // Garwood's limits, as tabulated for 0, 1, 5, 10 and 100 events.
    [Theory]
    [InlineData(0, 0, 3.689)]
    [InlineData(1, 0.025, 5.572)]
    [InlineData(5, 1.623, 11.668)]
    [InlineData(10, 4.795, 18.390)]
    [InlineData(100, 81.364, 121.627)]
    public void OfRate_AsTabulated(int count, double low, double high)
    {
        var interval = ConfidenceInterval.OfRate(count, 1);

        Assert.Equal((low, high), (Math.Round(interval.Low, 3), Math.Round(interval.High, 3)));
    }

    [Fact]
    public void OfRate_TwiceTheExposure_IsHalfTheRate()
    {
        var one = ConfidenceInterval.OfRate(7, 1);
        var two = ConfidenceInterval.OfRate(7, 2);

        Assert.Equal(one.Low / 2, two.Low, 1e-12);
        Assert.Equal(one.High / 2, two.High, 1e-12);
    }
}
