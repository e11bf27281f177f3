using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class FleetRankTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.01, -2.326347874)]
    [InlineData(0.8, 0.841621234)]
    [InlineData(1e-9, -5.997807015)]
    public void Quantile_KnownShares_AreThoseOfTheTables(double share, double value) =>
        Assert.Equal(value, Normal.Quantile(share), 1e-7);

    [Fact]
    public void PValue_FewerThanFourActive_SaysNothing()
    {
        var fleet = new FleetRank();
        fleet.Take([5, double.NaN, 1, double.NaN, 2]);
        Assert.Equal((3, false, 2.0), (fleet.Active, fleet.IsKnown, fleet.Median));
        Assert.Equal(1, fleet.PValue(5));
    }

    [Fact]
    public void PValue_RanksByHand_AreShares()
    {
        var fleet = new FleetRank();
        fleet.Take([3, -1, 100, 0]);
        Assert.Equal((0.25, 0.5, 1.0), (fleet.PValue(100), fleet.PValue(3), fleet.PValue(-1)));
        Assert.Equal(1.5, fleet.Median);
    }

    [Fact]
    public void PValue_EqualResiduals_IsOne()
    {
        var fleet = new FleetRank();
        fleet.Take([7, 7, 7, 7, 7]);
        Assert.Equal(1, fleet.PValue(7));
    }

    [Fact]
    public void BetsOnRanks_OneCraneSlowerInWeatherForAll_IsTheOnlyOneFound()
    {
        const int Cranes = 8, Windows = 400;
        var draws = new Draws(21);
        var fleet = new FleetRank();
        var bets = new EDetector[Cranes];
        var residuals = new double[Cranes];
        for (int window = 0; window < Windows; window++)
        {
            // Weather moves all by two deviations; the noise has no variance (Cauchy).
            double weather = 2 * Math.Sin(window * 0.05);
            for (int i = 0; i < Cranes; i++)
                residuals[i] = weather + (0.5 * Math.Tan(Math.PI * (draws.Uniform() - 0.5))) + (i == 3 && window >= 200 ? 1 : 0);
            fleet.Take(residuals);
            for (int i = 0; i < Cranes; i++) bets[i].Update(fleet.PValue(residuals[i]), window);
        }

        Assert.Equal([3], Enumerable.Range(0, Cranes).Where(i => bets[i].ShiryaevRoberts >= 100 * Windows));
        Assert.InRange(bets[3].Onset, 150, 250);
    }

    [Fact]
    public void FleetSign_AllSlower_IsFoundAndChanceIsNot()
    {
        var draws = new Draws(22);
        long quiet = 0, slow = 0;
        for (int run = 0; run < 100; run++)
        {
            var sign = new FleetSign();
            while (sign.ShiryaevRoberts < 100) sign.Update(Balance(draws, 0), quiet++);
            sign = new FleetSign();
            while (sign.ShiryaevRoberts < 100) sign.Update(Balance(draws, 0.5), slow++);
        }

        // The cranes share nine tenths of their noise: one window says little more than one crane.
        Assert.InRange(quiet / 100.0, 100, double.MaxValue);
        Assert.InRange(slow / 100.0, 5, 60);
    }

    private static double Balance(Draws draws, double shift)
    {
        double common = 0.95 * draws.Normal();
        Span<double> residuals = stackalloc double[6];
        foreach (ref double r in residuals) r = shift + common + (0.3 * draws.Normal());
        return FleetSign.Balance(residuals);
    }

    [Fact]
    public void Balance_ByHand_CountsSigns()
    {
        Assert.Equal(0.25, FleetSign.Balance([1, 2, -3, 0, double.NaN]));
        Assert.Equal(0, FleetSign.Balance([1, 2, 3, double.NaN]));
    }
}
