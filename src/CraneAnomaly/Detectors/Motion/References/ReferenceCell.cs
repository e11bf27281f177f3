using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>Where slowness lies in one class of moves, and how far it spreads to the slower side.</summary>
internal readonly record struct ReferenceCell(int Count, double Location, double Scale)
{
    /// <summary>Fewer say too little of their own.</summary>
    public const int Fewest = 12;

    /// <summary>Fewer say nothing.</summary>
    public const int FewestAtAll = 6;

    /// <summary>
    /// The median, and the greater of the spread around it (1.48 median deviations) and that of the slower half (90 %
    /// quantile): what is slow now and then while nobody attacks has to stay normal.
    /// </summary>
    public static ReferenceCell Of(Span<float> values)
    {
        if (values.Length == 0) return default;
        double median = Quantiles.SortedMedian(values);
        double upper = (Quantiles.Of(values, 0.9) - median) / 1.2816;
        for (int i = 0; i < values.Length; i++) values[i] = (float)Math.Abs(values[i] - median);
        double deviation = 1.4826 * Quantiles.SortedMedian(values);
        return new(values.Length, median, Math.Max(upper, deviation));
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(Count);
        writer.WriteDouble(Location);
        writer.WriteDouble(Scale);
    }

    public static ReferenceCell Load(ref StateReader reader)
    {
        var cell = new ReferenceCell(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
        return cell is { Count: >= 0, Scale: >= 0 } ? cell : throw reader.Damaged("a class of moves contradicts itself");
    }
}
