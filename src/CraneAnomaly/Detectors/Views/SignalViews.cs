using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Views;

/// <summary>What is between two sources of a signal.</summary>
internal struct ViewPair
{
    /// <summary>Since when they differ without a moment of agreement; 0 while they do not.</summary>
    public long SinceNs;

    /// <summary>When they last differed.</summary>
    public long LastNs;

    /// <summary>How often the first, and how often the second differed from the other since then.</summary>
    public int First, Second;

    /// <summary>How often they agreed on a value that was new: what never moves agrees by itself.</summary>
    public int Agreed;

    /// <summary>The last value that they agreed on.</summary>
    public double AgreedOn;
}

/// <summary>Two sources that differ.</summary>
/// <param name="Other">What the other one said.</param>
/// <param name="LastedNs">Since when.</param>
/// <param name="Difference">How far apart they are.</param>
/// <param name="Tolerance">How far apart they could be.</param>
/// <param name="Agreed">How often they agreed before.</param>
internal readonly record struct ViewMismatch(
    ViewSource Other, long LastedNs, double Difference, double Tolerance, int Agreed);

/// <summary>One signal of one crane as its sources tell it. Of more than four the one silent for longest is forgotten.</summary>
internal sealed class SignalViews(Signal signal)
{
    public const int MaxSources = 4;

    // Less is a late row, a restart, a switch that bounces.
    private const long LeastNs = 3_000_000_000;

    private const long PauseNs = 30_000_000_000;
    private const int LeastEach = 2;

    // Time stamps of two recorders.
    private const double Jitter = 0.25;

    private readonly ViewSource[] _sources = new ViewSource[MaxSources];
    private readonly ViewPair[] _pairs = new ViewPair[MaxSources * MaxSources];
    private readonly bool _isFlag = SignalCatalog.Type(signal) == SignalType.Flag;
    private readonly double _least = LeastOf(SignalCatalog.Unit(signal));
    private int _count;

    /// <summary>Takes a value of a source, and says with which other one it has been at odds for longest.</summary>
    public bool Take(in SourceKey key, long nowNs, in SignalValue value, out ViewMismatch mismatch)
    {
        mismatch = default;
        int at = PlaceOf(key);
        ref ViewSource source = ref _sources[at];
        if (value.Quality == SignalQuality.Bad) source.CallBad(nowNs);
        if (!double.IsFinite(value.Number) || !source.Take(nowNs, value.Number, _least) || !source.IsFreshAt(nowNs)) return false;
        bool found = false;
        for (int i = 0; i < _count; i++)
        {
            if (i == at || !_sources[i].IsFreshAt(nowNs) || !Compare(at, i, nowNs, out var one)) continue;
            if (!found || one.LastedNs > mismatch.LastedNs) mismatch = one;
            found = true;
        }

        return found;
    }

    private bool Compare(int at, int other, long nowNs, out ViewMismatch mismatch)
    {
        mismatch = default;
        ref ViewSource mine = ref _sources[at], theirs = ref _sources[other];
        ref ViewPair pair = ref _pairs[Math.Min(at, other) * MaxSources + Math.Max(at, other)];
        double tolerance = ToleranceOf(mine, theirs, nowNs), difference = theirs.DistanceOf(mine);
        if (difference <= tolerance)
        {
            pair.SinceNs = 0;
            if (pair.Agreed != 0 && Math.Abs(mine.Last - pair.AgreedOn) <= tolerance) return false;
            (pair.Agreed, pair.AgreedOn) = (Math.Min(pair.Agreed + 1, 1_000), mine.Last);
            return false;
        }

        // Times before 1970 are as good as others, but 0 says that they agree.
        if (pair.SinceNs == 0 || nowNs - pair.LastNs > PauseNs) (pair.SinceNs, pair.First, pair.Second) = (nowNs == 0 ? 1 : nowNs, 0, 0);
        pair.LastNs = nowNs;
        if (at < other) pair.First = Math.Min(pair.First + 1, LeastEach);
        else pair.Second = Math.Min(pair.Second + 1, LeastEach);
        long lasted = nowNs - pair.SinceNs;
        if (lasted < LeastNs || pair.First < LeastEach || pair.Second < LeastEach) return false;
        mismatch = new(theirs, lasted, Math.Abs(mine.Last - theirs.Last), tolerance, pair.Agreed);
        return true;
    }

    // What they cannot tell apart, what they tremble by, and what the signal can do in the time between them.
    private double ToleranceOf(in ViewSource mine, in ViewSource theirs, long nowNs)
    {
        if (_isFlag) return 0.5;
        double between = (nowNs - theirs.LastNs) / 1e9 + Jitter;
        return _least + Math.Max(mine.Step, theirs.Step) + 2 * Math.Max(mine.Noise, theirs.Noise)
            + Math.Max(mine.Rate, theirs.Rate) * between;
    }

    private int PlaceOf(in SourceKey key)
    {
        int oldest = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_sources[i].Key == key) return i;
            if (_sources[i].LastNs < _sources[oldest].LastNs) oldest = i;
        }

        int at = _count < MaxSources ? _count++ : oldest;
        _sources[at] = ViewSource.New(key);
        for (int i = 0; i < MaxSources; i++) _pairs[Math.Min(at, i) * MaxSources + Math.Max(at, i)] = default;
        return at;
    }

    // Below this nobody would act, whatever a source can tell apart.
    private static double LeastOf(string unit) => unit switch
    {
        "m" => 0.05,
        "m/s" => 0.05,
        "deg" => 0.2,
        "deg/s" => 0.1,
        "t" => 0.3,
        "kW" => 10,
        "rad" => 0.01,
        "ft" => 0.5,
        _ => 0.03,
    };
}
