using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>
/// Brings the alerts of a spool to receivers: each at its own pace, so that one that is slow or away holds up no other.
/// After a failure it waits, longer each time and by chance, and as long as the receiver asks. Where each receiver is stays
/// in the spool: the next start goes on from there.
/// </summary>
public sealed class AlertDelivery : IAsyncDisposable
{
    private readonly AlertSpool _spool;
    private readonly TimeProvider _time;
    private readonly List<SinkDelivery> _sinks = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts delivery.</summary>
    /// <param name="spool">Where the alerts are; it stays the caller's and is closed after this.</param>
    /// <param name="transports">The receivers, each with a name of its own; they are closed with this.</param>
    /// <param name="options">How to behave towards receivers; null for the defaults.</param>
    /// <param name="time">The clock of pauses; null for the system's.</param>
    /// <exception cref="ArgumentException">Two receivers have one name, or the spool does not write the words of one.</exception>
    public AlertDelivery(
        AlertSpool spool, IReadOnlyList<AlertTransport> transports, DeliveryOptions? options = null, TimeProvider? time = null)
    {
        (_spool, _time) = (spool, time ?? TimeProvider.System);
        options ??= DeliveryOptions.Default;
        foreach (var transport in transports)
        {
            if (_sinks.Exists(sink => sink.Transport.Name == transport.Name))
                throw new ArgumentException($"{transport.Name} is named twice.", nameof(transports));
            if (transport.Rendering != AlertRendering.Lines && !spool.Renderings.Contains(transport.Rendering))
                throw new ArgumentException($"The spool was not opened for the words of {transport.Name}.", nameof(transports));
            _sinks.Add(new(spool, transport, options, _time, new DeadLetters(spool.Folder), unchecked(options.Seed * 31 + _sinks.Count)));
        }

        foreach (var sink in _sinks) _running.Add(Task.Run(() => sink.RunAsync(_stopping.Token)));
    }

    /// <summary>What each receiver got.</summary>
    public IReadOnlyList<SinkStatistics> Statistics => [.. _sinks.Select(sink => sink.Statistics)];

    /// <summary>Waits until every receiver has all that is in the spool now, or for so long.</summary>
    /// <returns>Whether all of them have all. What they do not have stays in the spool for the next start.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        long start = _time.GetTimestamp();
        try
        {
            await _spool.FlushAsync(cancellationToken).WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The disk is full.
            return false;
        }

        long sequence = _spool.Sequence;
        foreach (var sink in _sinks) sink.Drain();
        while (!_sinks.TrueForAll(sink => sink.HasAll(sequence)))
        {
            if (_time.GetElapsedTime(start) >= patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Stops, and closes the transports.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
        foreach (var sink in _sinks) await sink.Transport.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
