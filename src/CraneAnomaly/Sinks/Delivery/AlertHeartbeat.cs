using System.Globalization;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Sinks.Anchors;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>What a heartbeat tells and from where.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>Time between two heartbeats.</summary><value>60 s.</value>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Name of the site, as it stands in alerts.</summary>
    public string? Site { get; init; }

    /// <summary>SHA-256 of the configuration in force, lower-case hex; see <c>DetectionOptions.Hash</c>.</summary><value>Zeros.</value>
    public string ConfigHash { get; init; } = new('0', 64);

    /// <summary>Puts an anomaly in and gives the alert that comes out; null for no canary.</summary>
    public Func<DateTimeOffset, CanaryResult>? Canary { get; init; }

    /// <summary>How many records have been judged; null where nobody counts.</summary>
    public Func<long>? Records { get; init; }

    /// <summary>Key that signs where the log stands, in every heartbeat; null for none.</summary>
    public ECDsa? AnchorKey { get; init; }
}

/// <summary>
/// Says to every receiver, every 60 s and at the end, that we are alive: an alert of severity 0 in the chained log with its
/// number and hash, what was lost, who is silent, and whether a synthetic anomaly was found. A receiver that hears nothing,
/// or sees a gap in the numbers, knows that it does not see; over a link that goes one way too. A canary that is not found
/// is <c>blind-spot.detector</c>, and alerts that were lost are <c>blind-spot.delivery</c>.
/// </summary>
public sealed class AlertHeartbeat : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly AlertSpool _spool;
    private readonly AlertDelivery _delivery;
    private readonly HeartbeatOptions _options;
    private readonly TimeProvider _time;
    private readonly SpoolSink _sink;
    private readonly SelfAlert _beat, _blind, _loss;
    private readonly ITimer _timer;
    private long _beats, _lost;
    private bool _ended;

    /// <summary>Starts to beat.</summary>
    /// <param name="spool">Where heartbeats go.</param>
    /// <param name="delivery">Whose receivers they tell of.</param>
    /// <param name="options">What they tell; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public AlertHeartbeat(AlertSpool spool, AlertDelivery delivery, HeartbeatOptions? options = null, TimeProvider? time = null)
    {
        (_spool, _delivery, _options, _time) = (spool, delivery, options ?? new(), time ?? TimeProvider.System);
        // The tables of a pipeline are not safe for two threads: these alerts name nothing in them.
        _sink = spool.CreateSink(new AlertSource { Symbols = new(1) }, static _ => null);
        SelfAlert Self(string name, int severity) => new(name, severity, _options.Site, _options.ConfigHash);
        (_beat, _blind, _loss) = (Self("heartbeat", 0), Self("blind-spot.detector", 80), Self("blind-spot.delivery", 70));
        _timer = _time.CreateTimer(_ => Beat(), null, _options.Period, _options.Period);
    }

    /// <summary>Beats now.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            if (_ended) return;
            var now = _time.GetUtcNow();
            string? fault = RunCanary(now, out double milliseconds);
            Tell(_blind.State(fault is not null, false, now, fault is null
                ? "The synthetic anomaly is found again."
                : $"A synthetic anomaly was not found: real ones may not be either. {fault}"));
            var lost = Losses();
            long sum = lost.Sum(part => part.Count);
            Tell(_loss.State(sum > _lost, true, now, sum > _lost
                ? string.Create(CultureInfo.InvariantCulture, $"{sum - _lost:N0} alerts were lost since the last heartbeat. In all: {Text(lost)}.")
                : "No more alerts were lost since the last heartbeat."));
            _lost = sum;
            Tell(Heartbeat(now, fault, milliseconds, lost));
        }
    }

    /// <summary>The last one, and no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        Beat();
        lock (_gate) _ended = true;
    }

    private Alert Heartbeat(DateTimeOffset now, string? fault, double milliseconds, List<(string What, long Count)> lost)
    {
        var spool = _spool.Statistics;
        var silent = _spool.Silent;
        List<Explanation> parts =
        [
            Part("sequence", Number(spool.Sequence)),
            Part("head", spool.Head),
            Part("held", Number(spool.Held)),
            Part("pending", Number(spool.Pending)),
            .. lost.Select(part => Part("lost: " + part.What, Number(part.Count), "0")),
            .. silent.Take(50).Select(source => Part("silent", source, "none")),
        ];
        if (_options.Records is { } records) parts.Add(Part("records", Number(records())));
        if (_options.Canary is not null)
            parts.Add(Part("canary", fault ?? string.Create(CultureInfo.InvariantCulture, $"found in {milliseconds:N1} ms"), "found"));
        foreach (var sink in _delivery.Statistics)
        {
            parts.Add(Part("sink " + sink.Name, string.Create(CultureInfo.InvariantCulture,
                $"at {sink.Sequence}, {sink.Failures} failures{(sink.LastFailure is { } why ? $", now: {why}" : "")}")));
        }

        if (_options.AnchorKey is { } key) parts.Add(Part("anchor", AlertAnchor.Sign(spool.Sequence, spool.Head, now, key).ToLine()));
        return _beat.Single(now, string.Create(CultureInfo.InvariantCulture,
            $"Heartbeat {++_beats}: log at {spool.Sequence}, head {spool.Head}; lost: {Text(lost)}; silent: {(silent.Count == 0 ? "none" : string.Join(", ", silent.Take(5)))}; canary: {(_options.Canary is null ? "none" : fault is null ? "found" : "not found")}."),
            parts);
    }

    private List<(string What, long Count)> Losses()
    {
        var spool = _spool.Statistics;
        return
        [
            ("refused, disk full", spool.Refused.Sum()),
            ("given up, spool full", spool.GivenUp.Sum()),
            ("damaged on disk", spool.Damaged),
            .. _delivery.Statistics.Select(sink => ($"{sink.Name}, refused there", sink.Refused)),
            .. _delivery.Statistics.Select(sink => ($"{sink.Name}, dropped on the way", sink.Dropped)),
        ];
    }

    // Through the detectors, and then through every format that is in use: what comes out has to name it.
    private string? RunCanary(DateTimeOffset now, out double milliseconds)
    {
        milliseconds = 0;
        if (_options.Canary is not { } canary) return null;
        long start = _time.GetTimestamp();
        try
        {
            var result = canary(now);
            if (result.Alert is not { } alert) return result.Fault ?? "No alert came.";
            var written = new AlertRenderer(new AlertChain(), result.Source, _spool.Renderings, static _ => null).Render(alert);
            milliseconds = _time.GetElapsedTime(start).TotalMilliseconds;
            foreach (var (key, bytes) in written.Renderings)
            {
                if (bytes.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(alert.Id)) < 0) return $"The form {key} does not name it.";
            }

            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, it would have happened to a real one too.
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private void Tell(Alert? alert)
    {
        if (alert is not null) _sink.OnAlert(alert);
    }

    private static Explanation Part(string feature, string value, string expected = "") => new(feature, value, expected, 0);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(List<(string What, long Count)> lost)
    {
        var some = lost.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.What}")).ToList();
        return some.Count == 0 ? "none" : string.Join(", ", some);
    }
}
