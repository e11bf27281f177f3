using CraneAnomaly.Alerts;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>The way into a spool for the alerts of one pipeline; see <see cref="AlertSpool.CreateSink"/>.</summary>
[NotState("Where alerts go is given to a pipeline, and is on disk.")]
public sealed class SpoolSink : IAlertSink
{
    private readonly AlertSpool _spool;
    private readonly AlertRenderer _renderer;

    internal SpoolSink(AlertSpool spool, AlertRenderer renderer) => (_spool, _renderer) = (spool, renderer);

    /// <summary>
    /// Takes an alert. It is safe when <see cref="AlertSpool.FlushAsync"/> says so; waits where alerts come faster than the
    /// disk takes them. Where the disk is full it may not be taken, and is counted.
    /// </summary>
    public void OnAlert(Alert alert) => _spool.TryAppend(alert, _renderer, out _);

    /// <summary>Takes an alert, and says whether, under which number, and waits until it is safe.</summary>
    /// <returns>Its number; 0 where the disk was full and it was not taken.</returns>
    public async Task<long> TakeAsync(Alert alert, CancellationToken cancellationToken = default)
    {
        if (!_spool.TryAppend(alert, _renderer, out long sequence)) return 0;
        await _spool.WhenSafeAsync(sequence, cancellationToken).ConfigureAwait(false);
        return sequence;
    }
}
