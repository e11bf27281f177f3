using CraneAnomaly.Detectors.Motion.Fleet;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class FleetWindowTests
{
    private const int Cranes = 6, Week = 672;

    [Fact]
    public void AllALittleSlower_IsSharedEvidence_AndNoCranesOwn()
    {
        var window = new FleetWindow();
        Run(window, windows: 30, seed: 5, static (_, _) => 0.8);

        Assert.True(window.Together.ShiryaevRoberts > 2 * Week / 0.025);
        for (int crane = 0; crane < Cranes; crane++) Assert.True(window.Alone(crane).ShiryaevRoberts < Week);
    }

    [Fact]
    public void OneSlowerInWeatherForAll_IsItsOwnEvidence()
    {
        var window = new FleetWindow();
        Run(window, windows: 60, seed: 6, static (crane, at) => Math.Sin(at * 0.3) - 0.3 + (crane == 2 ? 2 : 0));

        Assert.True(window.Alone(2).ShiryaevRoberts > Week / 0.0125);
        Assert.All([0, 1, 3, 4, 5], crane => Assert.True(window.Alone(crane).ShiryaevRoberts < Week));
    }

    [Fact]
    public void Nothing_OverAYear_IsHardlyEverAnything()
    {
        var window = new FleetWindow();
        double together = 0, alone = 0;
        Run(window, windows: 52 * Week, seed: 7, static (crane, _) => crane == 1 ? -0.3 : -0.6, () =>
        {
            together = Math.Max(together, window.Together.ShiryaevRoberts);
            for (int crane = 0; crane < Cranes; crane++) alone = Math.Max(alone, window.Alone(crane).ShiryaevRoberts);
        });

        Assert.True(together < 2 * Week / 0.025, $"{together}");
        Assert.True(alone < Week / 0.0125, $"{alone}");
    }

    // A window has four moves of each crane; their noise is that of moves, in spreads.
    private static void Run(FleetWindow window, int windows, ulong seed, Func<int, int, double> mean, Action? after = null)
    {
        var draws = new Draws(seed);
        for (int at = 0; at < windows; at++)
        {
            for (int crane = 0; crane < Cranes; crane++)
            {
                for (int move = 0; move < 4; move++) window.Take(crane, mean(crane, at) + draws.Normal());
            }

            Assert.True(window.Close(at));
            after?.Invoke();
        }
    }
}
