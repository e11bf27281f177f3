namespace CraneAnomaly.Features.Sensors;

/// <summary>How often a signal repeats its last value exactly, in one state of the crane.</summary>
internal struct RepeatCounts
{
    /// <summary>Samples seen, and how many of them were the one before again.</summary>
    public long Samples, Repeats;

    /// <summary>The longest run of repeats.</summary>
    public int Longest;

    /// <summary>Whether there is enough to judge by.</summary>
    public readonly bool IsReady => Samples >= 200;

    /// <summary>Share of repeats, from above: a few more than were seen.</summary>
    public readonly double Share => (Repeats + 3.0) / (Samples + 6.0);
}

/// <summary>
/// Follows the exact repeats of one signal: a run is as likely as its repeats together, each by what is usual in the
/// state of the crane in which it came. A run is counted when it ends, so that a sensor that stands still never becomes
/// normal.
/// </summary>
internal struct RepeatTrack
{
    private const int MostCounted = 64;

    private int _runState;
    private bool _known;
    private long _lastNs;

    /// <summary>The value that is repeated.</summary>
    public double Value;

    /// <summary>Repeats so far, and since when, event time.</summary>
    public int Run;
    public long SinceNs;

    /// <summary>Natural logarithm of how likely the run is.</summary>
    public double LogChance;

    /// <summary>Whether the run is too long to be counted as usual when it ends.</summary>
    public bool IsSuspect;

    /// <summary>Takes a sample.</summary>
    /// <param name="value">The value; not NaN.</param>
    /// <param name="state">State of the crane, a place in both tables.</param>
    /// <param name="nowNs">Event time.</param>
    /// <param name="usual">What is usual, by state.</param>
    /// <param name="own">Where runs that ended are counted, by state.</param>
    public void Push(double value, int state, long nowNs, ReadOnlySpan<RepeatCounts> usual, Span<RepeatCounts> own)
    {
        // The same row again says nothing.
        if (_known && nowNs == _lastNs) return;
        _lastNs = nowNs;
        if (_known && value == Value)
        {
            Run++;
            LogChance += Math.Log(usual[state].Share);
            return;
        }

        if (_known && !IsSuspect)
        {
            ref var counts = ref own[_runState];
            int run = Math.Min(Run, MostCounted);
            counts.Samples += run + 1;
            counts.Repeats += run;
            counts.Longest = Math.Max(counts.Longest, run);
        }

        (Value, Run, SinceNs, LogChance, IsSuspect, _runState, _known) = (value, 0, nowNs, 0, false, state, true);
    }
}
