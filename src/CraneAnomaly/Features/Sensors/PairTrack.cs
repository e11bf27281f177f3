namespace CraneAnomaly.Features.Sensors;

/// <summary>The difference between two signals that measure the same: now, lately, and since when it is too great.</summary>
internal struct PairTrack
{
    private const double Fast = 10, Slow = 300;

    private long _lastNs;
    private bool _known;

    /// <summary>The difference over ten seconds, and over five minutes.</summary>
    public double Now, Lately;

    /// <summary>From which distance from the usual one on it is too great, by the last sample.</summary>
    public double Limit;

    /// <summary>Samples in a row with too great a difference, since when, and whether it came at once.</summary>
    public int Beyond;
    public long SinceNs;
    public bool IsSudden;

    /// <summary>Takes a difference.</summary>
    /// <param name="difference">The one signal less the other; finite.</param>
    /// <param name="limit">From which distance from the usual one on it is too great.</param>
    /// <param name="nowNs">Event time.</param>
    /// <param name="normal">What is usual.</param>
    public void Push(double difference, double limit, long nowNs, in PairNormal normal)
    {
        double dt = (nowNs - _lastNs) / 1e9;
        if (!_known || dt > Slow || dt < 0)
        {
            Now = Lately = normal.Count > 0 ? normal.Mean : difference;
            (_known, Beyond) = (true, 0);
            dt = 1;
        }

        (_lastNs, Limit) = (nowNs, limit);
        Now += (difference - Now) * Math.Min(1, dt / (dt + Fast));
        Lately += (difference - Lately) * Math.Min(1, dt / (dt + Slow));
        if (Math.Abs(Now - normal.Mean) <= limit)
        {
            Beyond = 0;
            return;
        }

        if (Beyond++ > 0) return;
        SinceNs = nowNs;

        // What grows slowly has the five minutes grow with it.
        IsSudden = Math.Abs(Now - Lately) > 0.6 * Math.Abs(Now - normal.Mean);
    }
}
