namespace CraneAnomaly.Features.Sensors;

/// <summary>How often a signal repeats its last value exactly, in one state of the crane.</summary>
internal struct RepeatCounts
{
    /// <summary>Samples seen, one a second at most, and how many of them were the one before again.</summary>
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
/// <remarks>
/// A repeat is the same value a second later, however many samples came in between: what was learned of telemetry once
/// a second holds for registers that are read five times a second, and for both together. Slower sources repeat less.
/// </remarks>
internal struct RepeatTrack
{
    private const int MostCounted = 64;

    // A second, less what clocks of sources are off.
    private const long StepNs = 900_000_000;

    private bool _known;
    private long _lastNs;
    private long _stepNs;

    // What is learned: one sample a second, and whatever came between them.
    private double _taken;
    private int _takenRun;
    private int _takenState;
    private long _takenNs;

    /// <summary>The value that is repeated.</summary>
    public double Value;

    /// <summary>Seconds in which it was repeated, as far as samples came, and since when, event time.</summary>
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
        bool isNew = !_known || value != Value, wasSuspect = IsSuspect;
        if (isNew) (Value, Run, SinceNs, _stepNs, LogChance, IsSuspect) = (value, 0, nowNs, nowNs, 0, false);
        else if (nowNs - _stepNs >= StepNs)
        {
            Run++;
            LogChance += Math.Log(usual[state].Share);
            _stepNs = nowNs;
        }

        bool begins = !_known || (isNew && wasSuspect);
        if (!begins && nowNs - _takenNs < StepNs) return;
        _takenNs = nowNs;
        if (!begins && value == _taken)
        {
            _takenRun++;
            return;
        }

        if (!begins)
        {
            ref var counts = ref own[_takenState];
            int run = Math.Min(_takenRun, MostCounted);
            counts.Samples += run + 1;
            counts.Repeats += run;
            counts.Longest = Math.Max(counts.Longest, run);
        }

        (_taken, _takenRun, _takenState, _known) = (value, 0, state, true);
    }
}
