using CraneAnomaly.Benchmarks.Cells.Measures;

namespace CraneAnomaly.Tests.Simulator.Measures;

public class MoveCounterTests
{
    private const double Step = 0.2;

    private readonly MoveCounter _counter = new();
    private double _time;

    [Fact]
    public void Moves_FullStickWithASteadySecond_IsOne()
    {
        Run(2, 1, t => 2 * t);
        Run(3, 1, _ => 4);
        Run(2, 0, t => 4 - (2 * t));
        Run(1, 0, _ => 0);

        var move = Assert.Single(_counter.Moves);
        Assert.InRange(move.Steady, 2.8, 3.4);
        Assert.InRange(move.To, 4.8, 5.2);
    }

    [Theory]
    [InlineData(0.94, 3)]
    [InlineData(1, 0.6)]
    public void Moves_LessStickOrNoSteadySecond_AreNone(double demand, double seconds)
    {
        Run(2, demand, t => 2 * t);
        Run(seconds, demand, _ => 4);
        Run(2, 0, t => 4 - (2 * t));

        Assert.Empty(_counter.Moves);
    }

    [Fact]
    public void Moves_TurnedAround_AreTwo()
    {
        Run(3, 1, _ => 4);
        Run(3, -1, _ => -4);

        Assert.Equal(2, _counter.Moves.Count);
        Assert.False(double.IsNaN(_counter.Moves[0].To));
        Assert.True(double.IsNaN(_counter.Moves[1].To));
    }

    [Fact]
    public void CountActedOn_CountsOnlyThose()
    {
        Run(3, 1, _ => 4);
        Run(1, 0, _ => 0);
        Run(3, 1, _ => 3.6, isActedOn: true);

        Assert.Equal(1, _counter.CountActedOn(0, 100));
        Assert.Equal(0, _counter.CountActedOn(0, 4));
        Assert.Equal(0, _counter.CountActedOn(6, 100));
    }

    [Fact]
    public void CountMotions_CountsFromRestToRest_ByTheirWay()
    {
        Run(1, 0.5, _ => 0.2);
        Run(1, 0, _ => 0);
        Run(2, 0.5, _ => 2);
        Run(1, 0, _ => 0);

        Assert.Equal(2, _counter.CountMotions(0, 100, 0));
        Assert.Equal(1, _counter.CountMotions(0, 100, 1));
        Assert.Equal(0, _counter.CountMotions(3, 100, 1));
    }

    private void Run(double seconds, double demand, Func<double, double> speed, bool isActedOn = false)
    {
        int steps = (int)Math.Round(seconds / Step);
        for (int i = 0; i < steps; i++, _time += Step) _counter.Take(_time, demand, speed(i * Step), isActedOn);
    }
}
