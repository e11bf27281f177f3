using CraneAnomaly.Simulator.Scenarios;
using CraneAnomaly.Simulator.Traffic;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Writers;
using CraneAnomaly.Simulator.Writers.Site;
using CraneAnomaly.Simulator.Writers.Tic;

namespace CraneAnomaly.Simulator;

/// <summary>One run of <see cref="Simulation"/>: a port, and the files about it.</summary>
internal sealed class SimulationRun
{
    public const string TrafficName = "traffic.pcap";

    private const int RowsBetweenProgress = 1 << 16;

    private readonly SimulationOptions _options;
    private readonly string _folder;
    private readonly Action<double>? _progress;
    private readonly PortOptions _port;
    private readonly TrafficScenario? _onNetwork;
    private readonly double _passes;
    private double _done;

    public SimulationRun(SimulationOptions options, string folder, Action<double>? progress)
    {
        (_options, _folder, _progress) = (options, folder, progress);
        // What happens on the network alone happens while the cranes work as ever.
        _onNetwork = TrafficScenario.Find(options.Scenario);
        _port = new PortOptions
        {
            Cranes = options.Cranes,
            Start = options.Start,
            Duration = options.Duration,
            RateHz = options.RateHz,
            Seed = unchecked((ulong)options.Seed),
            Scenario = _onNetwork is null ? options.Scenario : _onNetwork.Effect ?? ScenarioCatalog.Normal,
            Variant = options.Variant,
            Noise = options.Noise,
        };
        if (options.Strength is { } strength) _port = _port with { Strength = strength };
        _passes = HasTraffic ? 2 : 1;
    }

    private bool HasTraffic => _options.Traffic || _onNetwork is not null;

    /// <summary>Names of all files that a run may write.</summary>
    public static IEnumerable<string> Names =>
    [
        .. TelemetryNames, .. TelemetryNames.Select(n => n + ".gz"), TrafficName,
        CranesFile.Name, TagsFile.Name, PolicyFile.Name, PermitsFile.Name, LabelsFile.Name,
    ];

    private static string[] TelemetryNames => ["telemetry.csv", "telemetry.tic.json", "telemetry.flat.json"];

    public void Write()
    {
        // A folder holds one run: nothing of an earlier one may stay and be read with it.
        foreach (string name in Names) File.Delete(At(name));
        var port = new SimulatedPort(_port);
        using (var telemetry = Telemetry([.. port.Nameplates.Select(n => n.Id)]))
        {
            for (long rows = 0; port.Next(out var sample); rows++)
            {
                telemetry.Write(sample);
                if (rows % RowsBetweenProgress == 0) Tell(rows / ((double)port.Rows * _port.Cranes));
            }

            telemetry.Complete();
        }

        _done = 1;
        CranesFile.Write(At(CranesFile.Name), port.Nameplates);
        PermitsFile.Write(At(PermitsFile.Name), port.Permits);
        // An effect of the network's is told by the frames that cause it, and once.
        var labels = _onNetwork is null ? port.Events.Select(e => new Label(e)) : [];
        if (HasTraffic) labels = labels.Concat(Traffic(port));
        LabelsFile.Write(At(LabelsFile.Name), labels
            .OrderBy(l => l.Event.StartNs).ThenBy(l => l.Event.Crane, StringComparer.Ordinal)
            .ThenBy(l => l.Event.Name, StringComparer.Ordinal));
    }

    // The same port once more: only now is it known what happens in it, and what came before that on the network.
    // Controllers hold what is, also where telemetry tells it every few seconds.
    private List<Label> Traffic(SimulatedPort told)
    {
        var port = new SimulatedPort(_port with { IsEveryStep = true });
        using var stream = new FileStream(At(TrafficName), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        var traffic = new PortTraffic([.. port.Nameplates.Select(n => n.Id)], _port.StartNs, _port.Seed, new CaptureFile(stream));
        var plan = new AttackPlan(traffic, port.Nameplates, _port);
        if (_onNetwork is not null) plan.Enter(_onNetwork, told.Events);
        else plan.Enter(told.Events);
        plan.Enter(told.Permits);
        for (long rows = 0; port.Next(out var sample); rows++)
        {
            traffic.Update(sample);
            if (rows % RowsBetweenProgress == 0) Tell(rows / ((double)port.Rows * _port.Cranes));
        }

        traffic.Complete(_port.StartNs + (_options.Duration.Ticks * 100));
        TagsFile.Write(At(TagsFile.Name), traffic.Tags);
        PolicyFile.Write(At(PolicyFile.Name), traffic.Network, port.Nameplates);
        return
        [
            .. plan.Events.Where(e => traffic.Marks.ContainsKey(e.Mark)).Select(e =>
                new Label(e.Event, TrafficName, traffic.Marks[e.Mark].First, traffic.Marks[e.Mark].Last)),
        ];
    }

    private ITelemetryWriter Telemetry(IReadOnlyList<string> cranes)
    {
        string path = At(TelemetryNames[(int)_options.Format] + (_options.Gzip ? ".gz" : ""));
        return _options.Format switch
        {
            TelemetryFormat.Csv => new CsvTelemetryWriter(path, _options.Gzip, cranes),
            TelemetryFormat.Tic => new NestedTicWriter(path, _options.Gzip, cranes),
            _ => new FlatTicWriter(path, _options.Gzip, cranes),
        };
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Tell(double share) => _progress?.Invoke((_done + share) / _passes);
}
