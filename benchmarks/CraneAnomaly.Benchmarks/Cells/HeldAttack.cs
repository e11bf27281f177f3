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
    /// <param name="options">The port with the attack.</param>
    /// <param name="fleet">What was learned.</param>
    /// <param name="seconds">How long it is watched.</param>
    /// <param name="falseNames">Names that the same days give without it: they see nothing.</param>
    public static HeldAttack Run(PortOptions options, LearnedFleet fleet, double seconds, IReadOnlySet<string> falseNames)
    {
        var port = new SimulatedPort(options);
        var first = new Names(port, falseNames);
        var pipeline = DetectionPipeline.Create(fleet.Baseline, new() { Cranes = CranePapers.Sheets(port) }, first);
        var feed = new FleetFeed(port, pipeline.Symbols);
        while (first.First.Length == 0 && port.Time < seconds && port.Next(out var sample)) feed.Take(sample, pipeline.Process);
        return first.First.Length > 0
            ? new((port.Time - port.Began) / 3600, first.First, 0)
            : new(double.NaN, "", port.Cranes[0].Operator.Lifts);
    }

    /// <summary>The same days at strength 0: lifts, which what the attack costs is not in, and the names of all false alerts.</summary>
    public static (long Lifts, IReadOnlySet<string> False) Free(PortOptions options, LearnedFleet fleet, double seconds)
    {
        var port = new SimulatedPort(options);
        var names = new Names(port, new HashSet<string>());
        var pipeline = DetectionPipeline.Create(fleet.Baseline, new() { Cranes = CranePapers.Sheets(port) }, names);
        var feed = new FleetFeed(port, pipeline.Symbols);
        while (port.Time < seconds && port.Next(out var sample)) feed.Take(sample, pipeline.Process);
        return (port.Cranes[0].Operator.Lifts, names.All);
    }

    private sealed class Names(SimulatedPort port, IReadOnlySet<string> falseNames) : IAlertSink
    {
        public string First { get; private set; } = "";

        public HashSet<string> All { get; } = new(StringComparer.Ordinal);

        public void OnAlert(Alert alert)
        {
            if (alert.Severity < EventMatching.LeastSeverity || alert.Type.Kind is not ("movement-throttling" or "sensor-tampering")) return;
            All.Add(alert.Type.Name);
            if (First.Length == 0 && !double.IsNaN(port.Began) && !falseNames.Contains(alert.Type.Name)) First = alert.Type.Name;
        }
    }
}
