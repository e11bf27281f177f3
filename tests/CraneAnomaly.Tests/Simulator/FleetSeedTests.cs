using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Simulator;

public class FleetSeedTests
{
    private static readonly PortOptions s_port = new() { Cranes = 2, RateHz = 2, Duration = TimeSpan.FromMinutes(20), Seed = 5 };

    [Fact]
    public void OtherSeed_SameFleet_HasTheSameCranesOnAnotherDay()
    {
        var first = new SimulatedPort(s_port);
        var second = new SimulatedPort(s_port with { Seed = 6, FleetSeed = 5 });
        var other = new SimulatedPort(s_port with { Seed = 6 });

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(first.Cranes[i].Ratings.MaximumSpeed, second.Cranes[i].Ratings.MaximumSpeed);
            Assert.Equal(first.Cranes[i].Plate.ParameterChecksum, second.Cranes[i].Plate.ParameterChecksum);
            Assert.NotEqual(first.Cranes[i].Ratings.MaximumSpeed, other.Cranes[i].Ratings.MaximumSpeed);
        }

        Assert.NotEqual(Positions(first), Positions(second));
    }

    [Fact]
    public void ScenarioStart_IsWhereItBegins()
    {
        var port = new SimulatedPort(s_port with { Scenario = "throttle-trolley", ScenarioStart = TimeSpan.FromMinutes(3) });
        var free = new SimulatedPort(s_port);
        Assert.True(double.IsNaN(port.Began));
        while (port.Next(out var sample) && free.Next(out var same) && double.IsNaN(port.Began))
            Assert.Equal(same.Numbers, sample.Numbers);

        Assert.Equal(180, port.Began, 0.5);
    }

    private static List<double> Positions(SimulatedPort port)
    {
        var positions = new List<double>();
        while (port.Next(out var sample)) positions.Add(sample.Numbers[SignalPlaces.TrolleyPosition]);
        return positions;
    }
}
