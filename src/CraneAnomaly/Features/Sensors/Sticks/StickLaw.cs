namespace CraneAnomaly.Features.Sensors.Sticks;

/// <summary>
/// Follows what a controller makes of a stick that is held still: the set speed, as a share of that of full stick, less
/// the stick. A throttle takes away from both directions; a bias adds to both in the same sense.
/// </summary>
internal sealed class StickLaw
{
    /// <summary>Stretches of each direction that are compared.</summary>
    public const int Kept = 3;

    private const double Still = 0.011, Rest = 0.02, Full = 0.97, Nearly = 0.85, Taken = 0.03, Driven = 0.05;
    private const long LongestNs = 2_500_000_000, SettledNs = 1_500_000_000;

    private readonly double[] _plus = new double[Kept], _minus = new double[Kept];
    private long _nowNs = long.MinValue / 2, _sinceNs;
    private double _demand, _reference;
    private bool _isTaken;
    private int _plusCount, _minusCount;

    /// <summary>Whether the last row ended a comparison with enough stretches in both directions.</summary>
    public bool IsNew { get; private set; }

    /// <summary>By direction the middle of what is added, a share of full stick.</summary>
    public double Plus => Middle(_plus);

    /// <inheritdoc cref="Plus"/>
    public double Minus => Middle(_minus);

    /// <summary>Takes stick and set speed of one moment.</summary>
    /// <param name="nowNs">Event time.</param>
    /// <param name="demand">The stick, -1 to 1.</param>
    /// <param name="reference">The set speed over the speed limit in force, m/s.</param>
    /// <param name="usual">What is known of the law.</param>
    /// <param name="own">Learns it.</param>
    public void Push(long nowNs, double demand, double reference, in LawNormal usual, ref LawNormal own)
    {
        IsNew = false;
        long dt = nowNs - _nowNs;
        if (dt == 0) return;
        _nowNs = nowNs;
        double speed = usual.IsReady ? usual.FullSpeed : Math.Max(1, Math.Abs(reference));

        // Against the beginning of the stretch: a ramp is still from row to row where rows come often.
        bool still = dt is > 0 and <= LongestNs && Math.Abs(demand) > Rest && Math.Abs(demand - _demand) <= Still
            && Math.Abs(reference - _reference) <= Still * speed;
        if (!still) (_demand, _reference, _sinceNs, _isTaken) = (demand, reference, nowNs, false);

        // Once in each stretch, and not while brakes and clamps still hold the axis: then nothing is set, whatever the stick asks.
        if (_isTaken || nowNs - _sinceNs < SettledNs || Math.Abs(reference) < Driven * speed) return;
        _isTaken = true;
        if (Math.Abs(demand) >= Nearly && reference / demand > 0) own.Add(reference / demand);
        if (!usual.IsReady) return;
        double added = (reference / usual.FullSpeed) - demand;

        // More than full is not to be had, so that full stick shows only what is taken away.
        if (Math.Abs(demand) >= Full && added * Math.Sign(demand) > -Taken) return;
        if (demand > 0) _plus[_plusCount++ % Kept] = added;
        else _minus[_minusCount++ % Kept] = added;
        IsNew = _plusCount >= Kept && _minusCount >= Kept;
    }

    /// <summary>The comparison was looked at.</summary>
    public void Took() => IsNew = false;

    private static double Middle(double[] values)
    {
        Span<double> sorted = stackalloc double[Kept];
        values.CopyTo(sorted);
        sorted.Sort();
        return sorted[Kept / 2];
    }
}

/// <summary>The set speed of full stick.</summary>
internal struct LawNormal
{
    private const int Enough = 10, Most = 1000;

    /// <summary>Stretches with the stick nearly full.</summary>
    public int Count;

    /// <summary>Their set speed over the stick, m/s.</summary>
    public double FullSpeed;

    /// <summary>Whether it is known.</summary>
    public readonly bool IsReady => Count >= Enough;

    /// <summary>Counts a stretch: exactly at first, then slowly.</summary>
    public void Add(double speed)
    {
        if (Count < Most) Count++;
        FullSpeed += (speed - FullSpeed) / Count;
    }
}
