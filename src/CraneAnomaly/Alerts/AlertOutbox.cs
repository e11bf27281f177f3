using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Alerts on their way from those who find them, one at a time, to the one thread that fetches them, as many as there is room
/// for.
/// </summary>
internal sealed class AlertOutbox(int capacity, AlertOverflow overflow) : IAlertSink
{
    private readonly Queue<Alert> _waiting = new();

    // Found by a call that could not wait.
    private readonly Queue<Alert> _held = new();
    private readonly Lock _lock = new();

    // One is enough to wake whoever waits; both look again by themselves.
    [NotState("Says that there is something to be looked at, and says so again.")]
    private readonly Channel<bool> _came = Signal();

    [NotState("Says that there is something to be looked at, and says so again.")]
    private readonly Channel<bool> _fetched = Signal();

    private long _dropped;

    /// <summary>Alerts that were dropped for want of room.</summary>
    public long Dropped => _dropped;

    /// <summary>Alerts that wait to be fetched. May be asked from any thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count + _held.Count;
        }
    }

    /// <summary>Held while it is looked at as a whole.</summary>
    public Lock Gate => _lock;

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        lock (_lock)
        {
            if (overflow != AlertOverflow.Wait && _waiting.Count == capacity)
            {
                _waiting.Dequeue();
                _dropped++;
            }

            if (_held.Count > 0 || _waiting.Count == capacity) _held.Enqueue(alert);
            else _waiting.Enqueue(alert);
        }

        _came.Writer.TryWrite(true);
    }

    /// <summary>Waits until everything found so far has its place among those that wait.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        while (!MakeRoom()) await _fetched.Reader.ReadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>No more alerts come; what is held is still handed out.</summary>
    public void Complete() => _came.Writer.TryComplete();

    /// <summary>The alerts in their order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Alert> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        do
        {
            _came.Reader.TryRead(out _);
            while (Take() is { } alert)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return alert;
            }
        }
        while (await _came.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false));

        // Told between the last look and the end.
        while (Take() is { } alert) yield return alert;
    }

    [Restored]
    internal void Wake() => _came.Writer.TryWrite(true);

    private static Channel<bool> Signal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool MakeRoom()
    {
        lock (_lock)
        {
            while (_held.Count > 0 && _waiting.Count < capacity) _waiting.Enqueue(_held.Dequeue());
            return _held.Count == 0;
        }
    }

    private Alert? Take()
    {
        Alert? alert;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out alert)) _held.TryDequeue(out alert);
        }

        if (alert is not null) _fetched.Writer.TryWrite(true);
        return alert;
    }
}
