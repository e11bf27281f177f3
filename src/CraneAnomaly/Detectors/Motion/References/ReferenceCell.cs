using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>Where slowness lies in one class of moves, and how far it spreads to the slower side.</summary>
internal readonly record struct ReferenceCell(int Count, double Location, double Scale)
{
    /// <summary>Fewer say too little of their own.</summary>
    public const int Fewest = 12;

    /// <summary>Fewer say nothing.</summary>
    public const int FewestAtAll = 4;

    // How many moves of its own a class needs until its own spread counts as much as that of its like.
    private const int Borrowed = 12;

    /// <summary>Moves that the spread rests on: its own, and those of its like on other cranes.</summary>
    public int SpreadCount { get; init; } = Count;

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

    /// <summary>
    /// The class with the spread of its like taken in: a few moves tell where they lie better than how far they spread.
    /// </summary>
    /// <param name="scale">Usual spread of the class on the cranes of the port.</param>
    /// <param name="moves">Moves of the class on all of them.</param>
    public ReferenceCell Borrow(double scale, int moves)
    {
        double weight = Math.Min(Borrowed, moves - Count);
        if (!(weight > 0)) return this;
        double square = ((Count * Scale * Scale) + (weight * scale * scale)) / (Count + weight);
        return this with { Scale = Math.Sqrt(square), SpreadCount = moves };
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(Count);
        writer.WriteDouble(Location);
        writer.WriteDouble(Scale);
        writer.WriteInt32(SpreadCount);
    }

    public static ReferenceCell Load(ref StateReader reader, int version)
    {
        var cell = new ReferenceCell(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
        if (version >= 4) cell = cell with { SpreadCount = reader.ReadInt32() };
        return cell is { Count: >= 0, Scale: >= 0 } && cell.SpreadCount >= cell.Count ? cell : throw reader.Damaged("a class of moves contradicts itself");
    }
}
