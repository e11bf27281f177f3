using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>
/// Alerts on disk, from the moment they arise until every receiver has them. An alert counts as taken when it is safe
/// from a crash (synced, many at once where they come fast); only then it is sent. Numbers have no gaps, and go on where
/// they were when the spool is opened again. Safe for use from several threads; a folder belongs to one process at a time.
/// </summary>
/// <remarks>
/// The promise is at least once: after a crash of ours, or a lost connection, some alerts come twice, with the same id,
/// revision and number. What is not kept, because the disk is full, is counted; see <see cref="Statistics"/>.
/// </remarks>
public sealed class AlertSpool : IAsyncDisposable
{
    private const string SilenceName = "blind-spot.silent", HeartbeatName = "heartbeat";
    private const int MaxSilent = 1000;

    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(1), ReserveRetry = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly SpoolOptions _options;
    private readonly SpoolDisk _disk;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly SpoolStore _store;
    private readonly AlertChain _chain;
    private readonly IReadOnlyList<AlertRendering> _renderings;
    private readonly string _folder, _reserve;
    private readonly List<SpoolCursor> _cursors = [];
    private readonly SortedSet<string> _silent = new(StringComparer.Ordinal);
    private readonly long[] _refused = new long[5];
    private readonly Task _committer;
    private List<PendingAlert> _pending = [];
    private TaskCompletionSource _committed = NewSignal();
    private long _pendingBytes, _commits, _diskFailures, _reserveTried;
    private bool _full, _closed;

    private AlertSpool(string folder, IReadOnlyList<AlertRendering> renderings, SpoolOptions options, TimeProvider time, SpoolDisk disk)
    {
        options.Validate();
        (_folder, _renderings, _options, _time, _disk) = (folder, renderings, options, time, disk);
        Directory.CreateDirectory(folder);
        _lock = Lock(folder);
        _reserve = Path.Combine(folder, "reserve");
        try
        {
            _store = new(folder, options.SegmentBytes, disk);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _chain = new(_store.Sequence, _store.Head);
        _disk.Reserve(_reserve, options.ReserveBytes);
        _committer = Task.Run(CommitAsync);
    }

    /// <summary>Opens a folder, makes it where it is not there, and cuts off what a crash left half written.</summary>
    /// <param name="folder">The folder: of this spool alone.</param>
    /// <param name="renderings">The words that receivers get alerts in, beside our own JSON lines.</param>
    /// <param name="options">How much it may hold; null for the defaults.</param>
    /// <param name="time">The clock of retries; null for the system's.</param>
    /// <exception cref="IOException">Another process has it open, or the folder cannot be used.</exception>
    public static AlertSpool Open(
        string folder, IReadOnlyList<AlertRendering> renderings, SpoolOptions? options = null, TimeProvider? time = null) =>
        new(folder, renderings, options ?? SpoolOptions.Default, time ?? TimeProvider.System, new());

    internal static AlertSpool Open(
        string folder, IReadOnlyList<AlertRendering> renderings, SpoolOptions options, TimeProvider time, SpoolDisk disk) =>
        new(folder, renderings, options, time, disk);

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>What became of the alerts.</summary>
    public SpoolStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                var (sequence, head) = _store.End;
                return new()
                {
                    Sequence = sequence,
                    Head = head,
                    Held = _store.Held,
                    Bytes = _store.Bytes,
                    Pending = (int)(_chain.Sequence - sequence),
                    Refused = [.. _refused],
                    GivenUp = _store.GivenUp,
                    Damaged = _store.Damaged,
                    TornBytes = _store.TornBytes,
                    Commits = _commits,
                    DiskFailures = _diskFailures,
                    DiskIsFull = _full,
                };
            }
        }
    }

    /// <summary>Sources whose silence was told and not ended yet, since the spool was opened; at most 1,000.</summary>
    internal IReadOnlyList<string> Silent
    {
        get
        {
            lock (_gate) return [.. _silent];
        }
    }

    internal IReadOnlyList<AlertRendering> Renderings => _renderings;

    internal long Sequence => _store.Sequence;

    /// <summary>Makes the way into the spool for the alerts of one pipeline.</summary>
    /// <param name="source">What its alerts come from.</param>
    /// <param name="inputHash">SHA-256 of an input by its ordinal, lower-case hex; null where it cannot be known.</param>
    public SpoolSink CreateSink(AlertSource source, Func<int, string?> inputHash) =>
        new(this, new AlertRenderer(_chain, source, _renderings, inputHash));

    /// <summary>Waits until all alerts that were handed in are safe on disk.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        long sequence;
        lock (_gate) sequence = _chain.Sequence;
        return WhenSafeAsync(sequence, cancellationToken);
    }

    /// <summary>Writes what waits, once, and closes the folder. What the disk does not take then was not taken.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _wake.Release();
        await _committer.ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var cursor in _cursors) cursor.Save();
            _committed.TrySetResult();
        }

        _store.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
        _wake.Dispose();
        _closing.Dispose();
    }

    /// <summary>Takes an alert, to be made safe with those that come at the same time; false where the disk is full.</summary>
    internal bool TryAppend(Alert alert, AlertRenderer renderer, out long sequence)
    {
        lock (_gate)
        {
            while (_pendingBytes > _options.MaxPendingBytes && !_full && !_closed) Monitor.Wait(_gate);
            ObjectDisposedException.ThrowIf(_closed, this);
            sequence = 0;
            if (alert.Type.Name == SilenceName) Note(alert);
            // A heartbeat says that the disk is full: it is worth more than its severity.
            bool isKept = alert.Severity >= _options.KeptSeverity || alert.Type.Name == HeartbeatName;
            if (_full && (!isKept || _pendingBytes > _options.MaxPendingBytes))
            {
                _refused[Math.Clamp(alert.Severity, 0, 99) / 20]++;
                return false;
            }

            var spooled = renderer.Render(alert);
            byte[] payload = SpoolFrame.Payload(spooled);
            _pending.Add(new(sequence = spooled.Sequence, spooled.Hash, (byte)spooled.Severity, payload));
            _pendingBytes += payload.Length;
        }

        _wake.Release();
        return true;
    }

    /// <summary>Waits until there is an alert of this number, safe on disk.</summary>
    internal async Task WhenSafeAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task committed;
            lock (_gate)
            {
                if (_store.Sequence >= sequence) return;
                ObjectDisposedException.ThrowIf(_closed && _committer.IsCompleted, this);
                committed = _committed.Task;
            }

            await committed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal SpoolBatch Read(long after, int count, int bytes) => _store.Read(after, count, bytes);

    /// <summary>How far a receiver has come; alerts that it still needs are kept.</summary>
    internal SpoolCursor Cursor(string name)
    {
        var cursor = new SpoolCursor(_folder, name);
        lock (_gate) _cursors.Add(cursor);
        return cursor;
    }

    /// <summary>A receiver has come further.</summary>
    internal void Move(SpoolCursor cursor, long sent, long settled)
    {
        lock (_gate)
        {
            cursor.Move(sent, settled);
            cursor.Save();
        }

        _wake.Release();
    }

    private void Note(Alert alert)
    {
        if (alert.Activity == AlertActivity.Close) _silent.Remove(alert.Asset);
        else if (_silent.Count < MaxSilent) _silent.Add(alert.Asset);
    }

    private long Lowest(Func<SpoolCursor, long> number)
    {
        lock (_gate) return _cursors.Count == 0 ? 0 : _cursors.Min(number);
    }

    private async Task CommitAsync()
    {
        while (true)
        {
            await _wake.WaitAsync().ConfigureAwait(false);
            _store.DeleteThrough(Lowest(cursor => cursor.Settled));
            List<PendingAlert> batch;
            lock (_gate)
            {
                (batch, _pending) = (_pending, []);
                if (batch.Count == 0 && _closed) break;
            }

            while (batch.Count > 0 && !TryCommit(batch))
            {
                if (_closing.IsCancellationRequested) return;
                try
                {
                    await Task.Delay(DiskRetry, _time, _closing.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Closing: once more, and then they were not taken.
                }
            }
        }
    }

    private bool TryCommit(List<PendingAlert> batch)
    {
        long bytes = batch.Sum(alert => (long)alert.Payload.Length);
        bool done = Try(() => MakeRoom(bytes)) & Append();
        // The reserve first, then what is worth least.
        if (!done) done = _disk.Release(_reserve) && Append();
        if (!done) done = Try(() => _store.GiveUp(
            _options.KeptSeverity, Lowest(cursor => cursor.Sent), Math.Max(0, _store.Bytes - 2L * _options.SegmentBytes))) && Append();
        if (!done) return false;
        lock (_gate)
        {
            _pendingBytes -= bytes;
            _commits++;
            Monitor.PulseAll(_gate);
            _committed.SetResult();
            _committed = NewSignal();
        }

        RefillReserve();
        return true;

        bool Append() => Try(() =>
        {
            _store.Append(batch);
            return true;
        });
    }

    private bool MakeRoom(long bytes)
    {
        if (_store.Bytes + bytes <= _options.MaxBytes) return true;
        // Not for one alert at a time: a tenth is made free.
        long left = _options.MaxBytes - _options.MaxBytes / 10 - bytes;
        for (int below = 20; below <= 100 && _store.Bytes > left; below += 20)
            _store.GiveUp(below == 100 ? int.MaxValue : below, Lowest(cursor => cursor.Sent), left);
        return true;
    }

    private bool Try(Func<bool> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                _diskFailures++;
                _full = true;
                Monitor.PulseAll(_gate);
            }

            return false;
        }
    }

    private void RefillReserve()
    {
        if (!_full || (_reserveTried != 0 && _time.GetElapsedTime(_reserveTried) < ReserveRetry)) return;
        _reserveTried = _time.GetTimestamp();
        _disk.Reserve(_reserve, _options.ReserveBytes);
        bool free = _options.ReserveBytes == 0 || File.Exists(_reserve);
        lock (_gate) _full = !free;
    }

    private static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new IOException($"{folder}: another process has this spool open, or it cannot be used: {e.Message}", e);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
