using System.Diagnostics;
using CraneAnomaly.Alerts;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Extensions.Hosting.Delivery;

/// <summary>
/// Takes alerts from a pipeline and tells the receivers, in order and one after another; one that refuses is asked again
/// until it takes the alert or nobody waits any longer.
/// </summary>
internal sealed class AlertDispatch(
    IReadOnlyList<AlertReceiver> receivers, SpooledDelivery? spooled, AlertWords words, PipelineState state, PipelineMetrics metrics, ILogger log)
{
    /// <summary>Tells of everything that the pipeline finds, until it is complete.</summary>
    public async Task RunAsync(DetectionPipeline pipeline, CancellationToken abandoned)
    {
        int untold = 0;
        await foreach (var alert in pipeline.ReadAlertsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            metrics.Found(alert, state);
            if (alert.Severity < state.Options.MinimumSeverity) continue;
            spooled?.Take(alert);
            if (receivers.Count == 0) continue;
            words.Next(alert);
            foreach (var receiver in receivers)
            {
                if (!await TrySendAsync(receiver, words.In(receiver.Format, alert), abandoned).ConfigureAwait(false)) untold++;
            }
        }

        if (untold > 0) log.NotSent(state.Title, untold);
        if (spooled is not null) await spooled.EndAsync(log, abandoned).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(AlertReceiver receiver, AlertMessage message, CancellationToken abandoned)
    {
        using var activity = PipelineMetrics.Source.StartActivity("craneanomaly.send", ActivityKind.Producer);
        activity?.SetTag("craneanomaly.alert.id", message.Alert.Id).SetTag("craneanomaly.alert.kind", message.Alert.Type.Kind)
            .SetTag("craneanomaly.alert.severity", message.Alert.Severity).SetTag("craneanomaly.format", receiver.Format);
        var pause = state.Options.RetryAfter;
        while (!abandoned.IsCancellationRequested)
        {
            try
            {
                await receiver.SendAsync(message, abandoned).ConfigureAwait(false);
                state.Refused = 0;
                return true;
            }
            catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever a receiver's code throws, the alert is still to be told.
                state.Refused++;
                metrics.Retried(state, receiver.Format);
                log.Refused(e, state.Title, receiver.Format, Id(message.Alert), pause);
            }

            await Task.Delay(pause, state.Clock, abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, state.Options.RetryAtMost.Ticks));
        }

        metrics.Failed(state, receiver.Format);
        activity?.SetStatus(ActivityStatusCode.Error, "not sent");
        return false;
    }

    private static string Id(Alert alert) => $"{alert.Id}/{alert.Revision}";
}
