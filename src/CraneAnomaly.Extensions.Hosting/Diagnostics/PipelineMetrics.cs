using System.Diagnostics;
using System.Diagnostics.Metrics;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>
/// The instruments of all pipelines of a host. Counts are read from the pipelines when somebody collects them, so that
/// they cost nothing while packets are read. Cranes and tags are in no metric: there are thousands of them.
/// </summary>
internal sealed class PipelineMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "CraneAnomaly";

    private readonly Meter _meter;
    private readonly Lock _lock = new();
    private readonly Counter<long> _alerts, _retries, _failures;
    private readonly Histogram<double> _batch, _lag;
    private PipelineState[] _states = [];

    public PipelineMetrics(IServiceProvider services)
    {
        _meter = services.GetService<IMeterFactory>()?.Create(Name, Version) ?? new Meter(Name, Version);
        Count("craneanomaly.readings", "{reading}", "Records of traffic and rows of telemetry judged.", s => s.Records);
        Count("craneanomaly.frames.parsed", "{frame}", "Protocol messages read.", s => s.Capture.Pdus);
        Count("craneanomaly.frames.malformed", "{frame}", "Packets that were not decoded, and whatever else was wrong with traffic.",
            s => s.Capture.Rejected + Enumerable.Range(1, ViolationKinds - 1).Sum(v => s.Capture.Count((Violation)v)));
        Count("craneanomaly.bytes", "By", "Captured bytes taken.", s => s.Capture.Bytes);
        _meter.CreateObservableCounter("craneanomaly.dropped", Dropped, "{item}", "What was given up, by reason.");
        _meter.CreateObservableUpDownCounter("craneanomaly.queue.length", () => Measure(s => (long)s.AlertsWaiting), "{alert}", "Alerts that wait to be sent.");
        _meter.CreateObservableUpDownCounter("craneanomaly.sink.behind", Behind, "{alert}", "Alerts kept in the spool that a receiver does not have yet.");
        _meter.CreateObservableUpDownCounter("craneanomaly.cranes.active", () => Measure(s => (long)s.Cranes), "{crane}", "Cranes whose telemetry was judged.");
        _meter.CreateObservableGauge("craneanomaly.model.age", Age, "s", "Time since the last event that the baseline was learned from, or since it was written.");
        _alerts = _meter.CreateCounter<long>("craneanomaly.alerts", "{alert}", "States of alerts found.");
        _retries = _meter.CreateCounter<long>("craneanomaly.sink.retries", "{attempt}", "Attempts to send an alert that a receiver refused.");
        _failures = _meter.CreateCounter<long>("craneanomaly.sink.failures", "{alert}", "Alerts that were not sent when the host stopped.");
        _batch = _meter.CreateHistogram<double>("craneanomaly.batch.duration", "s", "Time that one read of a stream took to be judged.");
        _lag = _meter.CreateHistogram<double>("craneanomaly.detection.lag", "s", "From the last event of an alert to its being told, of streams and followed files.");
    }

    /// <summary>Where activities come from.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    private static string Version { get; } = typeof(DetectionPipeline).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private static int ViolationKinds { get; } = Enum.GetValues<Violation>().Length;

    /// <summary>Takes a pipeline among those that are counted.</summary>
    public void Watch(PipelineState state)
    {
        lock (_lock) _states = [.. _states, state];
    }

    public void Found(Alert alert, PipelineState state)
    {
        var tags = new TagList { Of(state), new("kind", alert.Type.Kind), new("severity", Band(alert.Severity)) };
        _alerts.Add(1, tags);
        if (!state.IsLive) return;
        double now = (state.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        _lag.Record(Math.Max(0, now - (alert.LastSeenNs / 1e9)), Of(state));
    }

    public void Retried(PipelineState state, string format) => _retries.Add(1, Of(state), new("format", format));

    public void Failed(PipelineState state, string format) => _failures.Add(1, Of(state), new("format", format));

    public void Took(PipelineState state, TimeSpan time) => _batch.Record(time.TotalSeconds, Of(state));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(PipelineState state) => new("pipeline", state.Name);

    private static string Band(int severity) =>
        severity switch { < 20 => "informational", < 40 => "low", < 60 => "medium", < 80 => "high", _ => "critical" };

    private void Count(string name, string unit, string description, Func<PipelineStatistics, long> count) =>
        _meter.CreateObservableCounter(name, () => Measure(count), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<PipelineStatistics, long> measure) =>
        from state in _states
        let statistics = state.Statistics
        where statistics is not null
        select new Measurement<long>(measure(statistics), Of(state));

    private IEnumerable<Measurement<long>> Dropped()
    {
        foreach (var state in _states)
        {
            if (state.Statistics is not { } statistics) continue;
            yield return new(statistics.AlertsDropped, Of(state), new("reason", "alerts-full"));
            yield return new(statistics.NotRemembered, Of(state), new("reason", "table-full"));
            yield return new(statistics.Capture.Lost, Of(state), new("reason", "not-captured"));
            yield return new(statistics.Capture.FlowsEvicted, Of(state), new("reason", "flows-full"));
            if (state.Sinks.Count > 0) yield return new(state.Sinks.Sum(sink => sink.Lost), Of(state), new("reason", "undelivered"));
        }
    }

    private IEnumerable<Measurement<long>> Behind() =>
        from state in _states
        from sink in state.Sinks
        select new Measurement<long>(sink.Behind, Of(state), new("receiver", sink.Name));

    private IEnumerable<Measurement<double>> Age() =>
        from state in _states
        where state.LearnedUntil is not null
        select new Measurement<double>((state.Clock.GetUtcNow() - state.LearnedUntil!.Value).TotalSeconds, Of(state));
}
