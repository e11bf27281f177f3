namespace CraneAnomaly.Features.Motion;

/// <summary>
/// From the demand to the motion (F8), from rest. Both are interpolated between two samples: the stick leaves the
/// middle, and the axis the rest, where their first two places point back to.
/// </summary>
internal sealed class StartWatch(double rest)
{
    private const double NoDemand = 0.02;

    // A touch of the stick shows more of the hand than of the drive.
    private const double LeastDemand = 0.25;

    // A brake closes a second or so after standstill; before that a move begins without it.
    private const long RestNs = 1_500_000_000;
    private const long LongestNs = 10_000_000_000;

    private Known _edge;
    private long _beforeEdgeNs;
    private double _edgeDemand;
    private double _mostDemand;
    private bool _fromRest;
    private Known _motion;
    private long _beforeMotionNs;
    private double _motionSpeed;

    internal enum Known : byte
    {
        Not,
        Roughly,
        Finely,
    }

    public bool IsIdle => _edge == Known.Not && _motion == Known.Not;

    public bool HasEdge => _edge != Known.Not;

    /// <summary>When the stick left the middle.</summary>
    public long EdgeNs { get; private set; }

    /// <summary>When the axis last began to move; 0 for never.</summary>
    public long BeganNs { get; private set; }

    public void Reset() => (_edge, _motion) = (Known.Not, Known.Not);

    /// <summary>Takes a sample; gives the dead time when it becomes known, else NaN.</summary>
    public double Step(in AxisSample last, in AxisSample sample, bool still, long stillSinceNs)
    {
        if (!double.IsNaN(sample.Demand)) WatchStick(last, sample, stillSinceNs);
        else _edge = Known.Not;
        return WatchMotion(last, sample, still);
    }

    private void WatchStick(in AxisSample last, in AxisSample sample, long stillSinceNs)
    {
        double demand = Math.Abs(sample.Demand);
        if (demand < NoDemand || (_edge != Known.Not && sample.Ns - EdgeNs > LongestNs))
        {
            _edge = Known.Not;
            return;
        }

        if (_edge == Known.Not)
        {
            if (!(Math.Abs(last.Demand) < NoDemand) || Math.Abs(last.Speed) > rest) return;
            _edge = Known.Roughly;
            _fromRest = sample.Ns - stillSinceNs >= RestNs && !sample.IsInterlocked && !last.IsInterlocked;
            (_beforeEdgeNs, _edgeDemand, _mostDemand) = (last.Ns, demand, demand);
            EdgeNs = last.Ns + ((sample.Ns - last.Ns) / 2);
            return;
        }

        if (sample.IsInterlocked) _fromRest = false;
        _mostDemand = Math.Max(_mostDemand, demand);
        if (_edge == Known.Roughly && demand > _edgeDemand + NoDemand)
            EdgeNs = PointBack(_beforeEdgeNs, last.Ns, _edgeDemand, sample.Ns, demand);
        _edge = Known.Finely;
    }

    private double WatchMotion(in AxisSample last, in AxisSample sample, bool still)
    {
        if (still)
        {
            _motion = Known.Not;
            return double.NaN;
        }

        double speed = Math.Abs(sample.Speed);
        if (_motion == Known.Not)
        {
            if (Math.Abs(last.Speed) > rest) return double.NaN;
            _motion = Known.Roughly;
            (_beforeMotionNs, _motionSpeed) = (last.Ns, speed);
            BeganNs = last.Ns + ((sample.Ns - last.Ns) / 2);
            return double.NaN;
        }

        if (_motion == Known.Finely) return double.NaN;
        _motion = Known.Finely;
        if (speed > 1.2 * _motionSpeed) BeganNs = PointBack(_beforeMotionNs, last.Ns, _motionSpeed, sample.Ns, speed);
        if (_edge == Known.Not) return double.NaN;
        _edge = Known.Not;
        double seconds = (BeganNs - EdgeNs) / 1e9;
        return _fromRest && _mostDemand >= LeastDemand ? seconds : double.NaN;
    }

    // Where a line through two places meets zero, but not before it was last seen to be zero.
    private static long PointBack(long zeroNs, long firstNs, double first, long secondNs, double second)
    {
        double back = first * (secondNs - firstNs) / (second - first);
        return Math.Max(zeroNs, firstNs - (long)Math.Min(back, firstNs - zeroNs));
    }
}
