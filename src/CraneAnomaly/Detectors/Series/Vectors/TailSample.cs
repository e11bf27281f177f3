namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>
/// How rare a value is among those of a sample: the conformal rank within it or, beyond its 0.98 quantile, an
/// exponential tail where that says less. It has no floor: scores keep their order however far out they lie. The scale
/// of the tail is floored, as a sample may have all its outer values at one place.
/// </summary>
internal sealed class TailSample
{
    private const double Quantile = 0.98;
    private const int Fewest = 50;

    // What does not fit is thinned out by rank, and the largest stays.
    private const int Most = 1 << 16;

    // 5 % of the tail's range and 2 % of the spread of the middle half.
    private const double RangeShare = 0.05;
    private const double SpreadShare = 0.02;

    private readonly float[] _ascending;
    private readonly double _high, _scale;

    private TailSample(float[] ascending)
    {
        _ascending = ascending;
        if (ascending.Length < Fewest) return;
        int first = (int)(Quantile * ascending.Length);
        double spread = (double)ascending[3 * ascending.Length / 4] - ascending[ascending.Length / 4];
        _high = ascending[first];
        double above = 0;
        foreach (float value in ascending.AsSpan(first)) above += value - _high;
        double least = 1e-7 * (Math.Abs((double)ascending[^1]) + Math.Abs((double)ascending[0])) + 1e-30;
        double scale = above / (ascending.Length - first) + RangeShare * (ascending[^1] - _high) + SpreadShare * spread;
        _scale = Math.Max(least, scale);
    }

    /// <summary>Bytes that it takes.</summary>
    public int StateBytes => _ascending.Length * sizeof(float);

    /// <summary>Takes values in any order; those that are not finite are ignored.</summary>
    public static TailSample Of(IEnumerable<float> values)
    {
        float[] ascending = [.. values.Where(float.IsFinite).Order()];
        int every = (ascending.Length + Most - 1) / Most;
        if (every > 1) ascending = [.. ascending.Where((_, i) => (ascending.Length - 1 - i) % every == 0)];
        return new(ascending);
    }

    /// <summary>-log10 of how often a value at least as far out is seen: at least 0; 0 where there are too few.</summary>
    public double Rarity(double value)
    {
        if (_ascending.Length < Fewest || double.IsNaN(value)) return 0;
        double rank = -Math.Log10((1.0 + _ascending.Length - FirstAtLeast(value)) / (_ascending.Length + 1.0));
        return value > _high ? Math.Max(rank, (value - _high) / (_scale * Math.Log(10)) - Math.Log10(1 - Quantile)) : rank;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(_ascending.Length);
        foreach (float value in _ascending) writer.WriteInt32(BitConverter.SingleToInt32Bits(value));
    }

    public static TailSample Load(ref StateReader reader)
    {
        float[] ascending = new float[reader.ReadCount(sizeof(float))];
        if (ascending.Length > Most) throw reader.Damaged($"{ascending.Length} values of a sample, {Most} are the most");
        for (int i = 0; i < ascending.Length; i++)
        {
            ascending[i] = BitConverter.Int32BitsToSingle(reader.ReadInt32());
            if (!float.IsFinite(ascending[i]) || (i > 0 && ascending[i] < ascending[i - 1]))
                throw reader.Damaged("a sample is not in ascending order");
        }

        return new(ascending);
    }

    private int FirstAtLeast(double value)
    {
        int low = 0, high = _ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ascending[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
