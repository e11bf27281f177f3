using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>A stretch of time in which nothing is wrong, and all that was said in it.</summary>
internal sealed class CleanRun : IAlertSink
{
    private readonly SortedDictionary<string, Alert> _last = new(StringComparer.Ordinal);

    private CleanRun(string scenario, int fleet, int run) => (Scenario, Fleet, Number) = (scenario, fleet, run);

    public string Scenario { get; }

    /// <summary>Number of the fleet.</summary>
    public int Fleet { get; }

    /// <summary>Number of the run.</summary>
    public int Number { get; }

    public double CraneDays { get; private set; }

    /// <summary>Every episode as it stood at its end, in the order of their beginnings.</summary>
    public IReadOnlyList<Alert> Episodes { get; private set; } = [];

    /// <summary>What was done by all cranes: lifts, and by axis full-stick moves and motions.</summary>
    public long Lifts { get; private set; }

    public long[] Moves { get; } = new long[4];

    public long[] Motions { get; } = new long[4];

    public static CleanRun Run(
        string scenario, FleetSetting setting, FleetPool fleets, int run, ulong seed, double hours)
    {
        var fleet = fleets.Of(setting, run);
        seed = RandomStream.Hash(RandomStream.Hash(seed, (ulong)run + 7), (ulong)scenario.Sum(c => c * 31L));
        var clean = new CleanRun(scenario, run % fleets.Count, run);
        clean.Watch(fleet, setting.Port(fleet.Seed, seed) with
        {
            Scenario = scenario,
            Start = new(LearnedFleet.FirstDay.Date.AddDays(1).AddMinutes(RandomStream.Hash(seed, 2) % (6 * 1440)), TimeSpan.Zero),
            Duration = TimeSpan.FromHours(hours),
        });
        return clean;
    }

    // What belongs together is told beside its members: it is no further episode.
    public void OnAlert(Alert alert)
    {
        if (alert.Type.Kind != "incident") _last[alert.Id] = alert;
    }

    private void Watch(LearnedFleet fleet, PortOptions options)
    {
        // Permits are written before the work: who is allowed what is known from a look ahead.
        var ahead = new SimulatedPort(options);
        while (ahead.Next(out _))
        {
        }

        var port = new SimulatedPort(options);
        var pipeline = DetectionPipeline.Create(
            fleet.Baseline, new() { Cranes = CranePapers.Sheets(port), Permits = CranePapers.Permits(ahead) }, this);
        var feed = new FleetFeed(port, pipeline.Symbols);
        var counters = port.Cranes.Select(_ => Enumerable.Range(0, 4).Select(_ => new MoveCounter()).ToArray()).ToArray();
        while (port.Next(out var sample))
        {
            feed.Take(sample, pipeline.Process);
            var crane = port.Cranes[sample.Crane];
            for (int i = 0; i < 4; i++) counters[sample.Crane][i].Take(port.Time, crane.Axes[i].Demand, crane.Axes[i].Speed, false);
        }

        pipeline.Complete();
        foreach (var axis in Enum.GetValues<Axis>())
        {
            Moves[(int)axis] = counters.Sum(crane => crane[(int)axis].Moves.Count);
            Motions[(int)axis] = counters.Sum(crane => crane[(int)axis].CountMotions(0, double.PositiveInfinity, 0));
        }

        Lifts = port.Cranes.Sum(crane => crane.Operator.Lifts);
        CraneDays = options.Duration.TotalDays * options.Cranes;
        Episodes = [.. _last.Values.OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
    }
}
