namespace CraneAnomaly.Telemetry.Rows;

/// <summary>What became of a row's time.</summary>
internal enum RowTime : byte
{
    /// <summary>It can be handed on in its turn.</summary>
    InOrder,

    /// <summary>It is older than what was handed on of its crane.</summary>
    Late,

    /// <summary>It steps ahead further than a clock does; it is left out unless the next one agrees.</summary>
    Suspect,

    /// <summary>It is older than what was handed on, as all rows of the last minute: from here on it is right.</summary>
    SetBack,
}

/// <summary>
/// Judges the times of one crane's rows in one input, against the input itself and never against today. A clock that
/// was set is believed when it goes on: ahead with the second row, back after a minute of at least 64 rows.
/// </summary>
internal struct RowTimes
{
    private const long Step = 86_400_000_000_000;
    private const long LateSpanNs = 60_000_000_000;
    private const int LateRows = 64;

    private long _suspectNs;
    private long _lateFirstNs;
    private long _lateLastNs;
    private int _lateCount;

    /// <summary>The crane.</summary>
    public CraneTelemetry Crane;

    /// <summary>The latest time of a row that was taken.</summary>
    public long LatestNs;

    /// <summary>The latest time of a row that was handed on.</summary>
    public long HandedNs;

    /// <summary>How far the clock was set back when it last was, ns below zero.</summary>
    public long SetBackNs;

    /// <summary>The times of a crane that has had no row.</summary>
    public static RowTimes Of(CraneTelemetry crane) => new()
    {
        Crane = crane,
        LatestNs = long.MinValue,
        HandedNs = long.MinValue,
        _suspectNs = long.MinValue,
    };

    /// <summary>Judges the time of the next row.</summary>
    public RowTime Judge(long ns)
    {
        if (LatestNs == long.MinValue) return Take(ns);
        if (ns < HandedNs) return JudgeLate(ns);
        _lateCount = 0;
        if (ns - LatestNs <= Step) return Take(ns);
        bool agrees = _suspectNs != long.MinValue && ns >= _suspectNs && ns - _suspectNs <= Step;
        _suspectNs = ns;
        return agrees ? Take(ns) : RowTime.Suspect;
    }

    private RowTime JudgeLate(long ns)
    {
        if (_lateCount == 0 || ns < _lateLastNs) (_lateCount, _lateFirstNs) = (0, ns);
        _lateLastNs = ns;
        if (++_lateCount < LateRows || ns - _lateFirstNs < LateSpanNs) return RowTime.Late;

        // The clock was set back: from here on it is right.
        SetBackNs = _lateFirstNs - LatestNs;
        (LatestNs, HandedNs, _lateCount) = (long.MinValue, long.MinValue, 0);
        Take(ns);
        return RowTime.SetBack;
    }

    private RowTime Take(long ns)
    {
        if (ns > LatestNs) LatestNs = ns;
        _suspectNs = long.MinValue;
        return RowTime.InOrder;
    }
}
