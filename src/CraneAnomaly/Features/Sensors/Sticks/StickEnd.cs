namespace CraneAnomaly.Features.Sensors.Sticks;

/// <summary>
/// Follows how far a stick is pushed: the furthest push of each two minutes or so, as all pushes of one lift are one
/// person's. People push it to its end as often as not, and stop anywhere before it: a stick that is cut on its way to the
/// controller stops at one place, and never goes beyond.
/// </summary>
internal sealed class StickEnd
{
    /// <summary>Lifts that are looked at together.</summary>
    public const int Kept = 16;

    private const double Rest = 0.02, Far = 0.6, Same = 0.006;
    private const long LiftNs = 120_000_000_000;

    private readonly double[] _lifts = new double[Kept];
    private double _push;
    private double _lift;
    private long _sinceNs;
    private int _count;

    /// <summary>Whether the last row ended a lift.</summary>
    public bool IsNew { get; private set; }

    /// <summary>When it is to be said next that it is still cut; long.MaxValue while it is not.</summary>
    public long KeepNs { get; set; } = long.MaxValue;

    /// <summary>Until when that is said without another push.</summary>
    public long KeepUntilNs { get; set; }

    /// <summary>Whether as many lifts were seen as are looked at.</summary>
    public bool IsFull => _count >= Kept;

    /// <summary>Where the furthest of them ended, share of full stick.</summary>
    public double Furthest
    {
        get
        {
            double furthest = 0;
            foreach (double push in _lifts) furthest = Math.Max(furthest, push);
            return furthest;
        }
    }

    /// <summary>How many of them ended there.</summary>
    public int AtFurthest
    {
        get
        {
            double furthest = Furthest;
            int at = 0;
            foreach (double push in _lifts)
                if (push >= furthest - Same) at++;
            return at;
        }
    }

    /// <summary>Takes the stick at one moment.</summary>
    public void Push(long nowNs, double demand, ref EndNormal own)
    {
        IsNew = false;
        double push = Math.Abs(demand);
        if (push >= Rest)
        {
            _push = Math.Max(_push, push);
            return;
        }

        if (_lift > 0 && Math.Abs(nowNs - _sinceNs) > LiftNs)
        {
            own.Add(_lift);
            _lifts[_count++ % Kept] = _lift;
            (IsNew, _lift) = (true, 0);
        }

        if (_push >= Far)
        {
            if (_lift == 0) _sinceNs = nowNs;
            _lift = Math.Max(_lift, _push);
        }

        _push = 0;
    }
}

/// <summary>How far the furthest pushes of lifts go.</summary>
internal struct EndNormal
{
    private const int Enough = 40, Most = 100_000;
    private const double Near = 0.012, LeastShare = 0.25;

    /// <summary>Lifts, and those of them that came to the end.</summary>
    public int Count, AtEnd;

    /// <summary>The end, share of full stick.</summary>
    public double End;

    /// <summary>How many of the lifts come to the end.</summary>
    public readonly double Share => (double)AtEnd / Count;

    /// <summary>Whether the end is known, as lifts come to it often.</summary>
    public readonly bool IsReady => Count >= Enough && Share >= LeastShare;

    /// <summary>Counts a lift.</summary>
    public void Add(double furthest)
    {
        if (Count >= Most) return;
        Count++;
        if (furthest > End + Near) AtEnd = 0;
        if (furthest >= End - Near) AtEnd++;
        End = Math.Max(End, furthest);
    }
}
