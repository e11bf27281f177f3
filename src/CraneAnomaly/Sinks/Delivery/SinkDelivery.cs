using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>
/// Brings the alerts of a spool to one receiver, at its pace, in order. Alerts that are to be sent again go before those
/// behind them.
/// </summary>
internal sealed class SinkDelivery
{
    // A receiver that breaks off every end of a connection, though it takes all before, confirms nothing either.
    private const int BreaksUntilUnanswered = 3;

    // So many refused one after another, and none taken: it is not the alerts.
    private const int RefusedUntilHeld = 10;

    private readonly Lock _gate = new();
    private readonly AlertSpool _spool;
    private readonly AlertTransport _transport;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadLetters _deadLetters;
    private readonly SpoolCursor _cursor;
    private readonly Backoff _backoff;
    private readonly TaskCompletionSource _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Behind position nothing was sent; up to settled nothing is sent again.
    private long _position, _settled, _furthest;
    private IReadOnlyList<SpooledAlert> _rest = [];
    private long _restEnd;
    private int _limit, _breaks, _refusedInRow;
    private bool _confirms = true;
    private long _delivered, _resent, _refused, _missed, _failures;
    private string? _lastFailure;

    public SinkDelivery(AlertSpool spool, AlertTransport transport, DeliveryOptions options, TimeProvider time, DeadLetters deadLetters, int seed)
    {
        (_spool, _transport, _options, _time, _deadLetters) = (spool, transport, options, time, deadLetters);
        (_cursor, _backoff, _limit) = (spool.Cursor(transport.Name), new(options, seed), transport.BatchCount);
        (_position, _settled, _furthest) = (_cursor.Settled, _cursor.Settled, _cursor.Sent);
    }

    public AlertTransport Transport => _transport;

    public SinkStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new()
                {
                    Name = _transport.Name,
                    Guarantee = _transport.Guarantee,
                    Delivered = _delivered,
                    Resent = _resent,
                    Refused = _refused,
                    Missed = _missed,
                    Dropped = _transport.Dropped,
                    Failures = _failures,
                    LastFailure = _lastFailure,
                    Sequence = _position,
                    Behind = Math.Max(0, _spool.Sequence - _position),
                };
            }
        }
    }

    /// <summary>Whether the receiver has all up to a number, for good.</summary>
    public bool HasAll(long sequence)
    {
        lock (_gate) return _settled >= sequence;
    }

    /// <summary>From now on what is sent is settled as soon as there is nothing more to send.</summary>
    public void Drain() => _drain.TrySetResult();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan? pause = null;
            try
            {
                if (await HasWorkAsync(cancellationToken).ConfigureAwait(false)) pause = await StepAsync(cancellationToken).ConfigureAwait(false);
                if (pause is null) _backoff.Succeeded();
            }
            catch (Exception e)
            {
                // Whatever it is: the other receivers and the pipeline go on, and this one is tried again.
                if (cancellationToken.IsCancellationRequested) return;
                if (e is OperationCanceledException) _limit = Math.Max(1, _limit / 2);
                pause = Failed(e is OperationCanceledException ? $"no answer within {_options.Patience.TotalSeconds:N0} s" : e.Message, null);
            }

            if (pause is { } wait)
            {
                try
                {
                    await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private async ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken)
    {
        if (_rest.Count > 0 || _spool.Sequence > _position) return true;
        if (_drain.Task.IsCompleted && _settled < _position) return true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = _spool.WhenSafeAsync(_position + 1, either.Token);
        // What was asked for once stays so; a waiting that completes at once would be none.
        if (_drain.Task.IsCompleted) await next.ConfigureAwait(false);
        else await Task.WhenAny(next, _drain.Task).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        return false;
    }

    private async ValueTask<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        if (await _transport.ConnectAsync(cancellationToken).ConfigureAwait(false) && _transport.UnsettledAlerts > 0)
        {
            (_rest, _restEnd) = ([], 0);
            lock (_gate) _position = _settled;
        }

        if (_rest.Count == 0) Fetch();
        var report = _rest.Count == 0 ? SendReport.Delivered(0) : await SendAsync(cancellationToken).ConfigureAwait(false);
        if (report.IsOfWhole && _rest.Count > 1)
        {
            // Fewer at a time, until it is known which one it is, or they are few enough.
            _limit = Math.Max(1, _rest.Count / 2);
            (_rest, _restEnd) = ([], 0);
            return null;
        }

        Count(report);
        if (_rest.Count > 0) return Failed(report.Why ?? "not taken", report.RetryAfter);
        lock (_gate)
        {
            (_position, _lastFailure) = (_restEnd, null);
            if (_transport.UnsettledAlerts == 0) _settled = _position;
            else if (!_confirms) _settled = Math.Max(_settled, _position - _transport.UnsettledAlerts);
            _furthest = Math.Max(_furthest, _position);
        }

        _limit = Math.Min(_transport.BatchCount, _limit * 2);
        _spool.Move(_cursor, _position, _settled);
        return await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Fetch()
    {
        int count = _limit;
        if (_transport.UnsettledAlerts > 0 && _confirms)
            count = (int)Math.Clamp(_transport.UnsettledAlerts - (_position - _settled), 1, count);
        var batch = _spool.Read(_position, count, _transport.BatchBytes);
        (_rest, _restEnd) = (batch.Alerts, batch.Last);
        lock (_gate)
        {
            if (batch.Last > _furthest) _missed += batch.Missing;
        }
    }

    private async ValueTask<SendReport> SendAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await _transport.SendAsync(_rest, either.Token).ConfigureAwait(false);
    }

    private void Count(SendReport report)
    {
        List<SpooledAlert> later = [];
        lock (_gate)
        {
            for (int i = 0; i < _rest.Count; i++)
            {
                bool again = _rest[i].Sequence <= _furthest;
                if (report.Outcomes[i] == AlertOutcome.Delivered) _refusedInRow = 0;
                switch (report.Outcomes[i])
                {
                    case AlertOutcome.Delivered when again: _resent++; break;
                    case AlertOutcome.Delivered: _delivered++; break;
                    case AlertOutcome.Later: later.Add(_rest[i]); break;
                    case AlertOutcome.Refused when _refusedInRow >= RefusedUntilHeld: later.Add(_rest[i]); break;
                    case AlertOutcome.Refused:
                        _refused++;
                        _refusedInRow++;
                        _deadLetters.Add(_transport.Name, _rest[i], report.Why ?? "refused");
                        break;
                }
            }
        }

        _rest = later;
    }

    private async ValueTask<TimeSpan?> SettleAsync(CancellationToken cancellationToken)
    {
        long unsettled = _position - _settled;
        if (_transport.UnsettledAlerts == 0 || unsettled == 0) return null;
        bool atTheEnd = _drain.Task.IsCompleted && _position >= _spool.Sequence;
        if (!atTheEnd && (!_confirms || unsettled < _transport.UnsettledAlerts)) return null;
        var end = await _transport.SettleAsync(cancellationToken).ConfigureAwait(false);
        if (end == Settlement.Broken && ++_breaks >= BreaksUntilUnanswered) end = Settlement.Unanswered;
        if (end == Settlement.Broken)
        {
            lock (_gate) _position = _settled;
            return Failed("the connection broke before the receiver had confirmed", null);
        }

        _breaks = 0;
        _confirms = end == Settlement.Confirmed;
        lock (_gate)
        {
            // Without a confirmation, the end is all there is to wait for; before it, the last ones are kept to be sent again.
            _settled = _confirms || atTheEnd ? _position : Math.Max(_settled, _position - _transport.UnsettledAlerts);
        }

        _spool.Move(_cursor, _position, _confirms ? _settled : Math.Max(0, _position - _transport.UnsettledAlerts));
        return null;
    }

    private TimeSpan Failed(string why, TimeSpan? retryAfter)
    {
        // The next connection may be to a receiver that confirms.
        _confirms = true;
        lock (_gate)
        {
            _failures++;
            _lastFailure = why;
        }

        return _backoff.Next(retryAfter);
    }
}
