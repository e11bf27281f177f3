using System.Diagnostics;
using System.IO.Pipelines;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Extensions.Hosting.Delivery;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Records.Site;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>
/// Runs a pipeline as long as the host runs. When the host stops, reading ends, open episodes are closed, and what was found
/// is still sent, as long as the host waits for it.
/// </summary>
internal sealed class PipelineService(
    PipelinePlan plan, PipelineState state, PipelineMetrics metrics, IServiceProvider services, IHostApplicationLifetime lifetime,
    ILogger<PipelineService> log) : BackgroundService
{
    private readonly CancellationTokenSource _abandoned = new();
    private DetectionPipeline? _pipeline;
    private AlertDispatch? _delivery;
    private SpooledDelivery? _spooled;
    private FollowedInputs? _followed;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not in the background, so that a host with a bad baseline does not start.
        var options = state.Options;
        var baseline = options.Baseline is null ? null : Baseline.Load(options.Baseline);
        if (baseline is null) log.NoBaseline(plan.Title);
        else log.BaselineInUse(plan.Title, options.Baseline!, baseline.Hash);
        var detection = ToDetection(options);
        _pipeline = DetectionPipeline.Create(baseline, detection);
        if (options.Followed.Count > 0)
            _followed = new([.. options.Followed]) { Ended = (path, result) => Tell(path, result, null) };
        IReadOnlyList<string> inputs = _followed?.Names ?? [.. plan.Streams.Count > 0 ? plan.Streams.Select(s => s.Name) : options.Inputs];
        var words = new AlertWords(_pipeline.Symbols, inputs) { IsLive = _followed is not null };
        if (plan.Transports.Count > 0)
        {
            _spooled = new(options.Spool!, [.. plan.Transports.Select(create => create(services))], state);
            _spooled.Start(_pipeline, baseline, detection, words);
        }

        _delivery = new([.. plan.Receivers.Select(r => new AlertReceiver(r.Format, r.Create(services)))], _spooled, words, state, metrics, log);
        state.Begin(_pipeline, baseline, _followed is not null, _spooled);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is not { IsCompleted: false } running) return;

        // The host waits no longer: what is not sent by now is not, and is counted.
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _abandoned.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pipeline = _pipeline!;
        var delivering = _delivery!.RunAsync(pipeline, _abandoned.Token);
        try
        {
            await ReadAsync(pipeline, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.Stopping(plan.Title);
        }
        finally
        {
            state.Phase = PipelinePhase.Draining;
            pipeline.Complete();
            await delivering.ConfigureAwait(false);
            if (_spooled is not null) await _spooled.DisposeAsync().ConfigureAwait(false);
            state.Phase = PipelinePhase.Ended;
        }

        log.Ended(plan.Title, pipeline.Statistics.Records, pipeline.Statistics.Episodes);
        if (state.Options.StopWhenRead && !stoppingToken.IsCancellationRequested) lifetime.StopApplication();
    }

    private async Task ReadAsync(DetectionPipeline pipeline, CancellationToken stopping)
    {
        using var activity = PipelineMetrics.Source.StartActivity("craneanomaly.read");
        state.Phase = PipelinePhase.Reading;
        if (_followed is not null)
        {
            await pipeline.FollowAsync(_followed, stopping).ConfigureAwait(false);
            log.Stopping(plan.Title);
            return;
        }

        if (plan.Streams.Count == 0)
        {
            var paths = state.Options.Inputs.ToList();
            var results = await pipeline.RunAsync(new CaptureInputs { Paths = paths }, stopping).ConfigureAwait(false);
            for (int i = 0; i < paths.Count; i++) Tell(paths[i], results[i], activity);
            return;
        }

        var (name, open) = plan.Streams[0];
        PipeReader reader = await open(services, stopping).ConfigureAwait(false);
        Tell(name, await pipeline.RunAsync(new MeteredPipeReader(reader, state, metrics), InputFormat.Auto, stopping).ConfigureAwait(false), activity);
    }

    private void Tell(string input, CaptureResult result, Activity? activity)
    {
        if (result.End == CaptureEnd.Complete)
        {
            log.InputRead(plan.Title, input, result.Packets);
            return;
        }

        activity?.SetStatus(ActivityStatusCode.Error, result.Reason);
        log.InputUnusable(plan.Title, input, result.Offset, result.Reason, result.Advice);
    }

    private static DetectionOptions ToDetection(CraneAnomalyOptions options)
    {
        var detection = new DetectionOptions
        {
            Site = options.Site,
            Seed = options.Seed,
            AlertCapacity = options.AlertCapacity,
            AlertOverflow = options.AlertOverflow,
        };
        if (options.Folder is not { } folder) return detection;
        string policy = Path.Combine(folder, "policy.json"), permits = Path.Combine(folder, "permits.csv");
        string tags = Path.Combine(folder, "tags.json"), cranes = Path.Combine(folder, "cranes.json");
        return detection with
        {
            Policy = File.Exists(policy) ? SitePolicy.Load(policy) : new(),
            Permits = File.Exists(permits) ? Permit.Load(permits) : [],
            Tags = File.Exists(tags) ? Tag.Load(tags) : [],
            Cranes = File.Exists(cranes) ? CraneSheet.Load(cranes) : [],
        };
    }
}
