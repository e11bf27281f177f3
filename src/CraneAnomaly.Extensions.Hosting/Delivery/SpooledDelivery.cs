using CraneAnomaly.Alerts;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Extensions.Hosting.Delivery;

/// <summary>What transports deliver out of a folder that outlives the host: alerts, and a heartbeat every 60 s.</summary>
internal sealed class SpooledDelivery : IAsyncDisposable
{
    // A receiver that is away must not keep the host from stopping: what it has not got is in the spool.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(30);

    private readonly AlertSpool _spool;
    private readonly AlertDelivery _delivery;
    private readonly PipelineState _state;
    private AlertHeartbeat? _heartbeat;
    private SpoolSink? _sink;

    /// <summary>Opens the spool, and begins with what was left in it.</summary>
    public SpooledDelivery(string folder, IReadOnlyList<AlertTransport> transports, PipelineState state)
    {
        _state = state;
        _spool = AlertSpool.Open(folder, [.. transports.Select(transport => transport.Rendering).Distinct()]);

        // Not the same for all who start at the same time; nothing that is written depends on it.
        var options = new DeliveryOptions { Seed = HashCode.Combine(Environment.MachineName, Environment.ProcessId, folder) };
        _delivery = new(_spool, transports, options, state.Clock);
    }

    /// <summary>How each receiver stands.</summary>
    public IReadOnlyList<SinkStatistics> Statistics => _delivery.Statistics;

    /// <summary>Begins to take the alerts of a pipeline, and to tell that it is alive.</summary>
    public void Start(DetectionPipeline pipeline, Baseline? baseline, DetectionOptions options, AlertWords words)
    {
        _sink = _spool.CreateSink(words.Source, words.HashOf);
        _heartbeat = new(
            _spool, _delivery,
            new()
            {
                Canary = new DetectionCanary(baseline, options).Run,
                Records = () => pipeline.Statistics.Records,
                Site = options.Site,
                ConfigHash = options.Hash,
            },
            _state.Clock);
    }

    /// <summary>Takes an alert; waits where alerts come faster than the disk takes them.</summary>
    public void Take(Alert alert) => _sink!.OnAlert(alert);

    /// <summary>Waits until all is delivered, half a minute has passed or it is abandoned, and says what is kept for the next start.</summary>
    public async Task EndAsync(ILogger log, CancellationToken abandoned)
    {
        if (_heartbeat is not null) await _heartbeat.DisposeAsync().ConfigureAwait(false);
        Task draining = _delivery.DrainAsync(LongestDrain, abandoned);
        await draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var sink in _delivery.Statistics.Where(sink => sink.Behind > 0 || sink.Lost > 0))
            log.NotDelivered(_state.Title, sink.Name, sink.Behind, sink.Lost, sink.LastFailure ?? "none");
        var spool = _spool.Statistics;
        if (spool.Lost + spool.Pending > 0) log.NotKept(_state.Title, _spool.Folder, spool.Lost + spool.Pending);
    }

    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null) await _heartbeat.DisposeAsync().ConfigureAwait(false);
        await _delivery.DisposeAsync().ConfigureAwait(false);
        await _spool.DisposeAsync().ConfigureAwait(false);
    }
}
