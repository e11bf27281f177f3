using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;

namespace CraneAnomaly;

/// <summary>
/// What a pipeline has seen, left aside and found. On a 64-bit machine any thread may read it while the pipeline runs: each
/// number is one that was true, a moment ago, and two of them need not be of one moment.
/// </summary>
public sealed class PipelineStatistics
{
    private readonly AlertOutbox? _alerts;
    private long _reads;

    internal PipelineStatistics(CaptureCounters capture, AlertOutbox? alerts = null) => (Capture, _alerts) = (capture, alerts);

    /// <summary>Packets, flows and what was wrong with them.</summary>
    public CaptureCounters Capture { get; }

    /// <summary>Reads of inputs: it goes on while the pipeline does.</summary>
    public long Reads => _reads;

    /// <summary>Cranes whose telemetry was judged.</summary>
    public int Cranes { get; internal set; }

    /// <summary>Records judged.</summary>
    public long Records { get; internal set; }

    /// <summary>Findings, before those of one cause became one alert.</summary>
    public long Findings { get; internal set; }

    /// <summary>Episodes begun.</summary>
    public long Episodes { get; internal set; }

    /// <summary>Features of moves that were compared with what is normal for them.</summary>
    public long MotionJudged { get; internal set; }

    /// <summary>
    /// Features of moves that were not judged, never guessed at: of a load or a wind that was not learned, or with nothing
    /// to compare them with yet.
    /// </summary>
    public long MotionNotJudged { get; internal set; }

    /// <summary>
    /// Hosts, sessions, names and the like that those who judge the network gave up or did not take in, and episodes and
    /// incidents that ended early, because a table was full. Counted when flows begin and end, and at the end.
    /// </summary>
    public long NotRemembered { get; internal set; }

    /// <summary>Alerts that were dropped because nobody fetched them.</summary>
    public long AlertsDropped => _alerts?.Dropped ?? 0;

    /// <summary>Alerts that wait to be fetched; 0 where there is a sink.</summary>
    public int AlertsWaiting => _alerts?.Waiting ?? 0;

    // Files that are followed are read side by side.
    internal void CountRead() => Interlocked.Increment(ref _reads);
}
