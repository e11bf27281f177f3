namespace CraneAnomaly.Telemetry.Rows;

/// <summary>What the telemetry of one crane was like: how much of it came, when, and what its clock did.</summary>
public sealed class CraneTelemetry
{
    private const int UsualAfter = 8;
    private const double GapShare = 3;

    private double _usualNs;
    private int _intervals;
    private long _lastNs = long.MinValue;
    private double _originNs, _sumX, _sumY, _sumXX, _sumXY;

    internal CraneTelemetry(int symbol) => Symbol = symbol;

    /// <summary>Symbol of the crane's name; 0 for rows that name none.</summary>
    public int Symbol { get; }

    /// <summary>Rows handed on.</summary>
    public long Rows { get; internal set; }

    /// <summary>Values in them.</summary>
    public long Values { get; internal set; }

    /// <summary>Time of the first row, nanoseconds since 1970.</summary>
    public long FirstNs { get; private set; } = long.MaxValue;

    /// <summary>Time of the last row, nanoseconds since 1970.</summary>
    public long LastNs { get; private set; } = long.MinValue;

    /// <summary>Rows that were equal to one before, and left out.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Rows that came too late, and were left out.</summary>
    public long Late { get; internal set; }

    /// <summary>Rows whose time stepped further than a clock does, and were left out.</summary>
    public long Suspect { get; internal set; }

    /// <summary>Rows that came behind a later one, early enough to be put in order.</summary>
    public long Backwards { get; internal set; }

    /// <summary>Rows at the time of the one before, with other values.</summary>
    public long Repeated { get; internal set; }

    /// <summary>Intervals longer than three times the usual one.</summary>
    public long Gaps { get; private set; }

    /// <summary>The longest of them, ns.</summary>
    public long LongestGapNs { get; private set; }

    /// <summary>The usual interval between two rows, ns; 0 until it is known.</summary>
    public long UsualIntervalNs => _intervals < UsualAfter ? 0 : (long)_usualNs;

    /// <summary>Rows that also say when they were received.</summary>
    public long Received { get; private set; }

    /// <summary>Least difference of the time received from the crane's own, ns.</summary>
    public long LeastOffsetNs { get; private set; } = long.MaxValue;

    /// <summary>Greatest difference of the time received from the crane's own, ns.</summary>
    public long GreatestOffsetNs { get; private set; } = long.MinValue;

    /// <summary>How fast that difference grows, in millionths (least squares over all rows).</summary>
    public double DriftPpm
    {
        get
        {
            double spread = Received * _sumXX - _sumX * _sumX;
            return Received < 2 || spread <= 0 ? 0 : (Received * _sumXY - _sumX * _sumY) / spread * 1e6;
        }
    }

    /// <summary>Takes a row that is handed on.</summary>
    internal void Add(long timestampNs, int values)
    {
        Rows++;
        Values += values;
        if (timestampNs < FirstNs) FirstNs = timestampNs;
        if (timestampNs > LastNs) LastNs = timestampNs;
        long interval = _lastNs == long.MinValue ? 0 : timestampNs - _lastNs;
        _lastNs = timestampNs;
        if (interval <= 0) return;
        if (_intervals >= UsualAfter && interval > GapShare * _usualNs)
        {
            Gaps++;
            if (interval > LongestGapNs) LongestGapNs = interval;
            return;
        }

        _usualNs = _intervals == 0 ? interval : _usualNs + (interval - _usualNs) / Math.Min(_intervals + 1, 16);
        if (_intervals < UsualAfter) _intervals++;
    }

    /// <summary>Takes the time at which a row was received.</summary>
    internal void AddReceived(long timestampNs, long receivedNs)
    {
        long offset = receivedNs - timestampNs;
        if (offset < LeastOffsetNs) LeastOffsetNs = offset;
        if (offset > GreatestOffsetNs) GreatestOffsetNs = offset;
        if (Received++ == 0) _originNs = timestampNs;
        double x = (timestampNs - _originNs) * 1e-9, y = offset * 1e-9;
        _sumX += x;
        _sumY += y;
        _sumXX += x * x;
        _sumXY += x * y;
    }
}
