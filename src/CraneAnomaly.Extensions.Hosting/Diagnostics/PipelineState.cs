using CraneAnomaly.Extensions.Hosting.Delivery;
using CraneAnomaly.Sinks.Delivery;
using Microsoft.Extensions.Options;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>What those who watch a pipeline from other threads can see of it.</summary>
internal sealed class PipelineState
{
    private readonly IOptionsMonitor<CraneAnomalyOptions> _options;
    private volatile DetectionPipeline? _pipeline;
    private volatile SpooledDelivery? _spooled;
    private volatile int _phase;
    private volatile int _refused;
    private readonly Lock _lock = new();
    private long _readAt, _seenReads, _seenAt, _seenRecords, _recordsAt;
    private volatile bool _waits;

    public PipelineState(string name, IOptionsMonitor<CraneAnomalyOptions> options, TimeProvider clock, PipelineMetrics metrics)
    {
        (Name, Clock, _options) = (name, clock, options);
        metrics.Watch(this);
    }

    public string Name { get; }

    public string Title => Name.Length == 0 ? "CraneAnomaly" : $"CraneAnomaly '{Name}'";

    public TimeProvider Clock { get; }

    /// <summary>The options as they are now.</summary>
    public CraneAnomalyOptions Options => _options.Get(Name);

    public PipelineStatistics? Statistics => _pipeline?.Statistics;

    /// <summary>How the receivers stand that are delivered to out of a spool.</summary>
    public IReadOnlyList<SinkStatistics> Sinks => _spooled?.Statistics ?? [];

    public PipelinePhase Phase
    {
        get => (PipelinePhase)_phase;
        set => _phase = (int)value;
    }

    /// <summary>How often in a row a receiver has refused an alert.</summary>
    public int Refused
    {
        get => _refused;
        set => _refused = value;
    }

    /// <summary>Whether the pipeline reads a stream, which may be silent.</summary>
    public bool IsStream => Volatile.Read(ref _readAt) != 0;

    /// <summary>Whether the pipeline follows files, and nobody can tell one that is silent from one that waits.</summary>
    public bool Follows { get; private set; }

    /// <summary>Whether what is read happens now.</summary>
    public bool IsLive => IsStream || Follows;

    /// <summary>Whether the pipeline waits for the stream, and has nothing to do.</summary>
    public bool Waits
    {
        get => _waits;
        set => _waits = value;
    }

    /// <summary>How long ago the stream brought something.</summary>
    public TimeSpan SinceRead => Clock.GetElapsedTime(Volatile.Read(ref _readAt));

    /// <summary>
    /// Time of the last event that the baseline was learned from, or when its file was written where it does not say; null
    /// without one.
    /// </summary>
    public DateTimeOffset? LearnedUntil { get; private set; }

    public void Begin(DetectionPipeline pipeline, Baseline? baseline, bool follows, SpooledDelivery? spooled)
    {
        (Follows, _spooled) = (follows, spooled);
        if (baseline is not null)
        {
            LearnedUntil = baseline.Manifest.Inputs.Max(input => input.LastNs) is { } ns
                ? DateTimeOffset.UnixEpoch.AddTicks(ns / 100)
                : File.GetLastWriteTimeUtc(Options.Baseline!);
        }

        _pipeline = pipeline;
    }

    /// <summary>The stream has brought something, or was opened.</summary>
    public void HasRead() => Volatile.Write(ref _readAt, Clock.GetTimestamp());

    /// <summary>
    /// For how long the pipeline has had something to do without coming on, as far as whoever asks has looked: at most the time
    /// since the question before the last.
    /// </summary>
    public TimeSpan Standing()
    {
        lock (_lock)
        {
            long reads = Statistics?.Reads ?? 0;
            bool idle = Phase != PipelinePhase.Reading || Waits || Follows || Statistics?.AlertsWaiting >= Options.AlertCapacity;
            if (_seenAt == 0 || idle || reads != _seenReads) (_seenReads, _seenAt) = (reads, Clock.GetTimestamp());
            return Clock.GetElapsedTime(_seenAt);
        }
    }

    /// <summary>For how long nothing has come, as far as whoever asks has looked.</summary>
    public TimeSpan Silent()
    {
        if (!Follows) return IsStream && Waits ? SinceRead : TimeSpan.Zero;
        lock (_lock)
        {
            long records = Statistics is { } statistics ? statistics.Records + statistics.Capture.Packets : 0;
            if (_recordsAt == 0 || records != _seenRecords) (_seenRecords, _recordsAt) = (records, Clock.GetTimestamp());
            return Clock.GetElapsedTime(_recordsAt);
        }
    }
}
