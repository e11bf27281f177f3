using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>Writes alerts to an open stream, one a line: standard output. The stream stays the caller's.</summary>
public sealed class StreamTransport(string name, AlertRendering rendering, Stream stream) : AlertTransport(name, rendering)
{
    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Written;

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        foreach (var alert in alerts)
        {
            await stream.WriteAsync(alert.In(Rendering), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        return SendReport.Delivered(alerts.Count);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
