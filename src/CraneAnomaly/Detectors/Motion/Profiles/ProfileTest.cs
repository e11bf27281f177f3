using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>Whether the moves of one state became others, since when, and in what.</summary>
internal sealed class ProfileTest
{
    // No move is more usual than that: a p-value of 1 has no place on the normal distribution.
    private const double Usual = 0.999;

    private readonly MoveMeasure[] _sums = new MoveMeasure[MoveRow.Features];
    private EDetector _evidence;
    private SlowdownTest _told = new();
    private int _count;

    /// <summary>Since when, and in how many moves.</summary>
    public SlowdownTest Told => _told;

    /// <summary>When it was last judged.</summary>
    public long LastNs { get; private set; }

    /// <summary>What was measured of a feature on average since the moves are others.</summary>
    public MoveMeasure MeanOf(int feature)
    {
        var sum = _sums[feature];
        return new(sum.Expected / _count, sum.Slower / _count, sum.Bound / _count);
    }

    /// <summary>Takes a move that is over; true when it is one of those to be told.</summary>
    /// <param name="row">What it shows.</param>
    /// <param name="features">What it is judged by.</param>
    /// <param name="pValue">How rarely a move is as far from those learned.</param>
    /// <param name="direction">Below zero for minus.</param>
    /// <param name="ns">When it was over.</param>
    /// <param name="threshold">The evidence that is enough, a logarithm.</param>
    public bool Take(MoveRow row, ReadOnlySpan<int> features, double pValue, int direction, long ns, double threshold)
    {
        LastNs = ns;
        if (!_told.IsActive) _evidence.Update(pValue, ns);
        if (_evidence.Onset == ns)
        {
            _count = 0;
            Array.Clear(_sums);
        }

        _count++;
        foreach (int feature in features)
        {
            ref readonly var measure = ref row[feature];
            ref var sum = ref _sums[feature];
            sum = new(sum.Expected + measure.Expected, sum.Slower + measure.Slower, sum.Bound + measure.Bound);
        }

        double level = _evidence.Level;
        bool told = _told.Take(-Normal.Quantile(Math.Min(pValue, Usual)), false, direction, ns, level, level >= threshold);
        if (_told.IsActive) _evidence.Reset();
        return told;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _evidence.Reset();
        _told = new();
    }
}
