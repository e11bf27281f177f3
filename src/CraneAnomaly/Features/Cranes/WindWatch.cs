namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// The wind at one crane: how long it has been too strong to work, when it was last felt, and since when something
/// has been saying that it stops the crane. Two anemometers count by the lower of the two: one alone may be wrong.
/// </summary>
internal sealed class WindWatch(double stop)
{
    private const long Never = long.MinValue / 2;
    private const double Second = 1e9;
    private const double MeanSeconds = 60;
    private const long PauseNs = 120_000_000_000;

    /// <summary>A stop is lifted when the wind has gone down by so much, m/s.</summary>
    private const double Clears = 2;

    /// <summary>Below this share of the limit the wind is far from a stop.</summary>
    private const double LowShare = 0.7;

    private double _mean = double.NaN;
    private bool _readsStop;
    private bool _alarmsStop;

    /// <summary>When it was last measured; about -146 years for never.</summary>
    public long ToldNs { get; private set; } = Never;

    /// <summary>Since when the mean of a minute has been above the limit; long.MaxValue when it is not.</summary>
    public long OverNs { get; private set; } = long.MaxValue;

    /// <summary>The mean of a minute, m/s.</summary>
    public double Mean => _mean;

    /// <summary>When the wind was last not far from the limit, as all anemometers of the crane say.</summary>
    public long FeltNs { get; private set; } = Never;

    /// <summary>The lowest reading of the last row, m/s.</summary>
    public double Low { get; private set; } = double.NaN;

    /// <summary>
    /// Since when an anemometer or an alarm has been saying that the wind stops the crane; long.MaxValue when none is.
    /// </summary>
    public long AssertedNs { get; private set; } = long.MaxValue;

    /// <summary>Takes what the two anemometers say; NaN for nothing.</summary>
    public void Take(long nowNs, double first, double second)
    {
        double low = Lower(first, second), high = -Lower(-first, -second);
        if (double.IsNaN(low)) return;
        Low = low;
        if (low >= LowShare * stop) FeltNs = nowNs;
        _readsStop = high > stop || (_readsStop && high > stop - Clears);
        Assert(nowNs);

        long since = nowNs - ToldNs;
        ToldNs = nowNs;
        if (since is < 0 or > PauseNs) (_mean, OverNs) = (low, long.MaxValue);
        else _mean += (low - _mean) * (since / Second / (MeanSeconds + (since / Second)));
        if (_mean < stop - Clears) OverNs = long.MaxValue;
        else if (_mean > stop && OverNs == long.MaxValue) OverNs = nowNs;
    }

    /// <summary>Takes whether the crane's alarms say that the wind stops it.</summary>
    public void TakeAlarm(long nowNs, bool stops)
    {
        _alarmsStop = stops;
        Assert(nowNs);
    }

    private static double Lower(double x, double y) => double.IsNaN(x) ? y : double.IsNaN(y) ? x : Math.Min(x, y);

    private void Assert(long nowNs)
    {
        if (!_readsStop && !_alarmsStop) AssertedNs = long.MaxValue;
        else if (AssertedNs == long.MaxValue) AssertedNs = nowNs;
    }
}
