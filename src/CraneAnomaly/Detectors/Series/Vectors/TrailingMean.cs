namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>The mean of the last twelve numbers: long enough for a small excess to add up, short enough to end soon.</summary>
internal sealed class TrailingMean
{
    /// <summary>How many count.</summary>
    public const int Length = 12;

    private readonly double[] _recent = new double[Length];
    private long _count;

    /// <summary>Whether it holds as many as count.</summary>
    public bool IsFull => _count >= Length;

    /// <summary>Begins as if what is usual had been there before.</summary>
    public static TrailingMean Filled(double usual)
    {
        var mean = new TrailingMean { _count = Length };
        Array.Fill(mean._recent, usual);
        return mean;
    }

    /// <summary>Adds a number; gives the mean with it.</summary>
    public double Add(double value)
    {
        _recent[_count++ % Length] = Math.Min(value, 1e12);
        double sum = 0;
        foreach (double recent in _recent) sum += recent;
        return sum / Math.Min(_count, Length);
    }
}
