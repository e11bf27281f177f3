using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Detectors;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Motion;

/// <summary>A simulated port that is learned on one day and watched on the next, without a file in between.</summary>
internal sealed class MotionRun(ulong seed, int cranes, double rate = 5, SimulatedVariant variant = SimulatedVariant.None) : IAlertSink
{
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);

    /// <summary>What happened in the port watched last.</summary>
    public IReadOnlyList<SimulatedEvent> Events { get; private set; } = [];

    public void OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    public Baseline Learn(
        double hours, string scenario = "normal", double strength = 0.1, Func<TrainingSet, TrainedModel>? train = null)
    {
        var port = Port(scenario, strength, hours, 0);
        var learner = new BaselineLearner(new() { Cranes = CranePapers.Sheets(port) });
        var feed = new FleetFeed(port, learner.Symbols);
        while (port.Next(out var sample)) feed.Take(sample, learner.Process);
        return learner.Complete(train);
    }

    /// <summary>The alerts of motion, in the order in which they were first seen.</summary>
    public IReadOnlyList<Alert> Detect(Baseline? baseline, double hours, string scenario, double strength = 0.1) =>
        [.. DetectAll(baseline, hours, scenario, strength).Where(alert => alert.Type.Kind == "movement-throttling")];

    /// <summary>All alerts, in the order in which they were first seen.</summary>
    public IReadOnlyList<Alert> DetectAll(Baseline? baseline, double hours, string scenario, double strength = 0.1)
    {
        _alerts.Clear();
        var port = Port(scenario, strength, hours, 1);
        var pipeline = DetectionPipeline.Create(baseline, new() { Cranes = CranePapers.Sheets(port) }, this);
        var feed = new FleetFeed(port, pipeline.Symbols);
        while (port.Next(out var sample)) feed.Take(sample, pipeline.Process);
        pipeline.Complete();
        Events = port.Events;
        return [.. _alerts.Values.OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
    }

    private SimulatedPort Port(string scenario, double strength, double hours, int day) => new(new()
    {
        Scenario = scenario,
        Strength = strength,
        Seed = seed,
        Cranes = cranes,
        RateHz = rate,
        Variant = variant,
        Duration = TimeSpan.FromHours(hours),
        Start = new DateTimeOffset(2026, 3, 2, 6, 30, 0, TimeSpan.Zero).AddHours(27 * day),
    });
}
