using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>One crane that is slowed down for days by somebody who does not want to be seen.</summary>
/// <param name="Hours">From the first effect to the alert; no number where it was never seen.</param>
/// <param name="Alert">Name of that alert; empty for none.</param>
/// <param name="Lifts">Lifts in all the days, where it was never seen.</param>
internal sealed record HeldAttack(double Hours, string Alert, long Lifts)
{
    public bool IsSeen => !double.IsNaN(Hours);

    /// <summary>Runs it until it is seen, or for all the days.</summary>
    public static HeldAttack Run(PortOptions options, LearnedFleet fleet, double seconds)
    {
        var port = new SimulatedPort(options);
        var first = new FirstAlert(port);
        var pipeline = DetectionPipeline.Create(fleet.Baseline, new() { Cranes = CranePapers.Sheets(port) }, first);
        var feed = new FleetFeed(port, pipeline.Symbols);
        while (first.Name.Length == 0 && port.Time < seconds && port.Next(out var sample)) feed.Take(sample, pipeline.Process);
        return first.Name.Length > 0
            ? new((port.Time - port.Began) / 3600, first.Name, 0)
            : new(double.NaN, "", port.Cranes[0].Operator.Lifts);
    }

    /// <summary>Lifts in the same time, by the simulator alone: at strength 0 what the attack costs is not in it.</summary>
    public static long FreeLifts(PortOptions options, double seconds)
    {
        var port = new SimulatedPort(options);
        while (port.Time < seconds && port.Next(out _))
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
