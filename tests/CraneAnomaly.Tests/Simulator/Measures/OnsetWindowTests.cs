using CraneAnomaly.Benchmarks.Cells.Measures;

namespace CraneAnomaly.Tests.Simulator.Measures;

public class OnsetWindowTests
{
    // A move every hundred seconds, ten seconds long, steady after four.
    private static readonly FullStickMove[] s_moves =
        [.. Enumerable.Range(0, 10).Select(i => new FullStickMove(100 * i, (100 * i) + 4, i != 6) { To = (100 * i) + 10 })];

    [Fact]
    public void Of_ManyMoves_IsThreeEitherWay()
    {
        var window = OnsetWindow.Of(s_moves, 450, onlyActedOn: false);

        Assert.True(window.Holds(200));
        Assert.False(window.Holds(190));
        Assert.True(window.Holds(710));
        Assert.False(window.Holds(713));
    }

    [Fact]
    public void Of_MovesNotActedOn_DoNotCountBehindTheTruth()
    {
        var window = OnsetWindow.Of(s_moves, 450, onlyActedOn: true);

        Assert.True(window.Holds(810));
        Assert.False(window.Holds(813));
    }

    [Fact]
    public void Of_TooFewMoves_IsOpen()
    {
        Assert.True(OnsetWindow.Of(s_moves[..5], 450, onlyActedOn: true).Holds(1e6));
        Assert.True(OnsetWindow.Of(s_moves[4..], 450, onlyActedOn: true).Holds(0));
        Assert.True(OnsetWindow.Of([], 450, onlyActedOn: true).Holds(450));
    }

    [Fact]
    public void Of_AMoveThatGoesOn_IsOpen() =>
        Assert.True(OnsetWindow.Of([s_moves[5], s_moves[6], s_moves[7] with { To = double.NaN }], 450, onlyActedOn: false).Holds(2000));

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 5)]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    public void Quantile_IsTheLeastThatTheShareDoesNotExceed(double share, double value) =>
        Assert.Equal(value, Quantile.Of([5, 1, 4, 2, 3], share));

    [Fact]
    public void Quantile_OfNothing_IsNoNumber() => Assert.True(double.IsNaN(Quantile.Of([], 0.5)));
}
