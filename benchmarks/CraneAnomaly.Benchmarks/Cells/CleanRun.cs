using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>A stretch of time in which nothing is wrong, and all that was said in it, at one budget or several.</summary>
internal sealed class CleanRun
{
    private IReadOnlyList<Alert>[] _episodes = [];

    private CleanRun(string scenario, int fleet, int run) => (Scenario, Fleet, Number) = (scenario, fleet, run);

    public string Scenario { get; }

    /// <summary>Number of the fleet.</summary>
    public int Fleet { get; }

    /// <summary>Number of the run.</summary>
    public int Number { get; }

    public double CraneDays { get; private set; }

    /// <summary>Every episode as it stood at its end, in the order of their beginnings, at the first budget.</summary>
    public IReadOnlyList<Alert> Episodes => _episodes[0];

    /// <summary>What was done by all cranes: lifts, and by axis full-stick moves and motions.</summary>
    public long Lifts { get; private set; }

    public long[] Moves { get; } = new long[4];

    public long[] Motions { get; } = new long[4];

    public static CleanRun Run(
        string scenario, FleetSetting setting, FleetPool fleets, int run, ulong seed, double hours) =>
        Run(scenario, setting, fleets, run, seed, hours, [new DetectionOptions().FalseEpisodesPerCraneWeek]);

    /// <summary>The same hours, judged at each budget.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="setting">How the fleets are built.</param>
    /// <param name="fleets">The fleets.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="seed">Where all seeds come from.</param>
    /// <param name="hours">How long it lasts.</param>
    /// <param name="budgets">False episodes of a crane in a week that may be.</param>
    public static CleanRun Run(
        string scenario, FleetSetting setting, FleetPool fleets, int run, ulong seed, double hours, double[] budgets)
    {
        var fleet = fleets.Of(setting, run);
        seed = RandomStream.Hash(RandomStream.Hash(seed, (ulong)run + 7), (ulong)scenario.Sum(c => c * 31L));
        var clean = new CleanRun(scenario, run % fleets.Count, run);
        clean.Watch(fleet, setting.Port(fleet.Seed, seed) with
        {
            Scenario = scenario,
            Start = new(LearnedFleet.FirstDay.Date.AddDays(1).AddMinutes(RandomStream.Hash(seed, 2) % (6 * 1440)), TimeSpan.Zero),
            Duration = TimeSpan.FromHours(hours),
        }, budgets);
        return clean;
    }

    /// <summary>How often evidence of motion passed each level, by group, where there are several budgets; at the first.</summary>
    public long[,] Passages { get; private set; } = new long[0, 0];

    /// <summary>Features that were bet on, by group; at the first budget.</summary>
    public long[] Features { get; private set; } = [];

    /// <summary>The episodes at a budget, by its place.</summary>
    public IReadOnlyList<Alert> At(int budget) => _episodes[budget];

    private void Watch(LearnedFleet fleet, PortOptions options, double[] budgets)
    {
        // Permits are written before the work: who is allowed what is known from a look ahead.
        var ahead = new SimulatedPort(options);
        while (ahead.Next(out _))
        {
        }

        var port = new SimulatedPort(options);
        var told = budgets.Select(_ => new Told()).ToArray();
        var pipelines = budgets.Select((budget, i) => DetectionPipeline.Create(
            fleet.Baseline,
            new() { Cranes = CranePapers.Sheets(port), Permits = CranePapers.Permits(ahead), FalseEpisodesPerCraneWeek = budget },
            told[i])).ToArray();
        var feeds = pipelines.Select(pipeline => new FleetFeed(port, pipeline.Symbols)).ToArray();
        int[] cranes = [.. port.Nameplates.Select(plate => pipelines[0].Symbols.Intern(plate.Id))];
        bool looks = budgets.Length > 1;
        var probe = new EvidenceProbe(pipelines[0]);
        var counters = port.Cranes.Select(_ => Enumerable.Range(0, 4).Select(_ => new MoveCounter()).ToArray()).ToArray();
        while (port.Next(out var sample))
        {
            for (int i = 0; i < feeds.Length; i++) feeds[i].Take(sample, pipelines[i].Process);
            if (looks) probe.Look(cranes[sample.Crane]);
            var crane = port.Cranes[sample.Crane];
            for (int i = 0; i < 4; i++) counters[sample.Crane][i].Take(port.Time, crane.Axes[i].Demand, crane.Axes[i].Speed, false);
        }

        foreach (var pipeline in pipelines) pipeline.Complete();
        foreach (var axis in Enum.GetValues<Axis>())
        {
            Moves[(int)axis] = counters.Sum(crane => crane[(int)axis].Moves.Count);
            Motions[(int)axis] = counters.Sum(crane => crane[(int)axis].CountMotions(0, double.PositiveInfinity, 0));
        }

        Lifts = port.Cranes.Sum(crane => crane.Operator.Lifts);
        CraneDays = options.Duration.TotalDays * options.Cranes;
        (Passages, Features) = (probe.Passages, probe.Features());
        _episodes = [.. told.Select(sink => sink.Episodes())];
    }

    private sealed class Told : IAlertSink
    {
        private readonly SortedDictionary<string, Alert> _last = new(StringComparer.Ordinal);

        // What belongs together is told beside its members: it is no further episode.
        public void OnAlert(Alert alert)
        {
            if (alert.Type.Kind != "incident") _last[alert.Id] = alert;
        }

        public IReadOnlyList<Alert> Episodes() =>
            [.. _last.Values.OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
    }
}
