using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Alerts on their way from the one thread that finds them to the one that fetches them, as many as there is room for.
/// </summary>
internal sealed class AlertOutbox : IAlertSink
{
    private readonly Channel<Alert> _channel;

    // Found by a call that could not wait. Touched by the reader only when the channel has ended.
    private readonly Queue<Alert> _held = new();

    private long _dropped;

    public AlertOutbox(int capacity, AlertOverflow overflow) => _channel = Channel.CreateBounded<Alert>(
        new BoundedChannelOptions(capacity)
        {
            FullMode = overflow == AlertOverflow.Wait ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        },
        _ => _dropped++);

    /// <summary>Alerts that were dropped for want of room.</summary>
    public long Dropped => _dropped;

    /// <summary>Alerts that wait to be fetched. May be asked from any thread.</summary>
    public int Waiting => _channel.Reader.Count + _held.Count;

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        if (_held.Count > 0 || !_channel.Writer.TryWrite(alert)) _held.Enqueue(alert);
    }

    /// <summary>Waits until everything found so far has its place among those that wait.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        while (_held.TryPeek(out var alert))
        {
            await _channel.Writer.WriteAsync(alert, cancellation).ConfigureAwait(false);
            _held.Dequeue();
        }
    }

    /// <summary>No more alerts come; what is held is still handed out.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>The alerts in their order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Alert> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var alert in _channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return alert;
        while (_held.TryDequeue(out var alert)) yield return alert;
    }
}
