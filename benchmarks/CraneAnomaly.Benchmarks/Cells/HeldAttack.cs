using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>One crane that is slowed down for days by somebody who does not want to be seen.</summary>
/// <param name="Hours">From the first effect to the alert; no number where it was never seen.</param>
/// <param name="Alert">Name of that alert; empty for none.</param>
/// <param name="Loss">Share of the lifts that it cost, against the same days without it.</param>
internal sealed record HeldAttack(double Hours, string Alert, double Loss)
{
    private const double Day = 24;

    public bool IsSeen => !double.IsNaN(Hours);

    /// <summary>Runs it.</summary>
    /// <param name="scenario">Of the simulator.</param>
    /// <param name="strength">Of the scenario.</param>
    /// <param name="setting">How the fleet is built.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="seed">Of the days.</param>
    /// <param name="days">How long it is held.</param>
    public static HeldAttack Run(
        string scenario, double strength, FleetSetting setting, LearnedFleet fleet, ulong seed, double days)
    {
        // A scenario ends a little before the time does, and begins behind the warm-up of the pipeline.
        var options = setting.Port(fleet.Seed, seed) with
        {
            Cranes = 1,
            Scenario = scenario,
            Strength = strength,
            Start = new(LearnedFleet.FirstDay.Date.AddDays(1).AddHours(RandomStream.Hash(seed, 2) % 24), TimeSpan.Zero),
            ScenarioStart = TimeSpan.FromHours(1),
            Duration = TimeSpan.FromHours(((days * Day) + 1) / 0.97),
        };
        var (hours, alert) = Watch(options, fleet, days);
        return new(hours, alert, LossOf(options, days));
    }

    private static (double Hours, string Alert) Watch(PortOptions options, LearnedFleet fleet, double days)
    {
        var port = new SimulatedPort(options);
        var first = new FirstAlert(port);
        var pipeline = DetectionPipeline.Create(fleet.Baseline, new() { Cranes = CranePapers.Sheets(port) }, first);
        var feed = new FleetFeed(port, pipeline.Symbols);
        double until = ((days * Day) + 1) * 3600;
        while (first.Name.Length == 0 && port.Time < until && port.Next(out var sample)) feed.Take(sample, pipeline.Process);
        return (first.Name.Length == 0 ? double.NaN : (port.Time - port.Began) / 3600, first.Name);
    }

    private static double LossOf(PortOptions options, double days)
    {
        double until = ((days * Day) + 1) * 3600;
        long attacked = Lifts(options, until), free = Lifts(options with { Scenario = "normal" }, until);
        return 1 - ((double)attacked / free);
    }

    private static long Lifts(PortOptions options, double until)
    {
        var port = new SimulatedPort(options);
        while (port.Time < until && port.Next(out _))
        {
        }

        return port.Cranes[0].Operator.Lifts;
    }

    private sealed class FirstAlert(SimulatedPort port) : IAlertSink
    {
        public string Name { get; private set; } = "";

        public void OnAlert(Alert alert)
        {
            if (Name.Length > 0 || double.IsNaN(port.Began) || alert.Severity < EventMatching.LeastSeverity) return;
            if (alert.Type.Kind is "movement-throttling" or "sensor-tampering") Name = alert.Type.Name;
        }
    }
}
