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

    public void Save(StateWriter writer)
    {
        writer.WriteInt64(_count);
        foreach (double value in _recent) writer.WriteDouble(value);
    }

    public static TrailingMean Load(ref StateReader reader)
    {
        var mean = new TrailingMean { _count = reader.ReadInt64() };
        if (mean._count < 0) throw reader.Damaged("a count is below 0");
        foreach (ref double value in mean._recent.AsSpan()) value = reader.ReadDouble();
        return mean;
    }
}
