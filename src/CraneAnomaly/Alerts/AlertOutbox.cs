using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Alerts on their way from those who find them, one at a time, to the one thread that fetches them, as many as there is room
/// for.
/// </summary>
internal sealed class AlertOutbox : IAlertSink
{
    private readonly Channel<Alert> _channel;

    // Found by a call that could not wait.
    private readonly Queue<Alert> _held = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);

    private long _dropped;

    public AlertOutbox(int capacity, AlertOverflow overflow) => _channel = Channel.CreateBounded<Alert>(
        new BoundedChannelOptions(capacity)
        {
            FullMode = overflow == AlertOverflow.Wait ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        },
        _ => _dropped++);

    /// <summary>Alerts that were dropped for want of room.</summary>
    public long Dropped => _dropped;

    /// <summary>Alerts that wait to be fetched. May be asked from any thread.</summary>
    public int Waiting => _channel.Reader.Count + _held.Count;

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        lock (_lock)
        {
            if (_held.Count > 0 || !_channel.Writer.TryWrite(alert)) _held.Enqueue(alert);
        }
    }

    /// <summary>Waits until everything found so far has its place among those that wait.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        if (_held.Count == 0) return;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (Peek() is { } alert)
            {
                // It stays the first meanwhile, so that none overtakes it.
                await _channel.Writer.WriteAsync(alert, cancellation).ConfigureAwait(false);
                Take();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No more alerts come; what is held is still handed out.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>The alerts in their order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Alert> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var alert in _channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return alert;
        while (Take() is { } alert) yield return alert;
    }

    private Alert? Peek()
    {
        lock (_lock) return _held.TryPeek(out var alert) ? alert : null;
    }

    private Alert? Take()
    {
        lock (_lock) return _held.TryDequeue(out var alert) ? alert : null;
    }
}
