using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// How rare a distance from what is known is: a ladder of quantiles up to where the tail begins, each followed as the
/// tail's is, and a straight line between them. What lies below the median is not rare at all.
/// </summary>
internal struct NoveltyRanks
{
    private const int Rungs = 4;

    private static readonly double[] s_shares = [0.5, 0.2, 0.1, 0.05];
    private static readonly double[] s_rarities = [.. s_shares.Append(TailTrack.Share).Select(share => -Math.Log10(share))];

    private Ladder _quantiles;
    private TailTrack _tail;

    /// <summary>Fits to distances in ascending order, one at least.</summary>
    public static NoveltyRanks Of(ReadOnlySpan<double> ascending, double leastScale)
    {
        var ranks = new NoveltyRanks { _tail = TailTrack.Of(ascending, leastScale) };
        for (int i = 0; i < Rungs; i++) ranks._quantiles[i] = ascending[(int)((1 - s_shares[i]) * ascending.Length)];
        return ranks;
    }

    /// <summary>-log10 of how often a distance at least as large is seen.</summary>
    public readonly double Rarity(double distance)
    {
        double above = _tail.High;
        if (distance > above) return _tail.Rarity(distance);
        for (int i = Rungs - 1; i >= 0; above = _quantiles[i--])
        {
            double below = _quantiles[i];
            if (distance <= below) continue;
            return s_rarities[i] + (distance - below) / (above - below) * (s_rarities[i + 1] - s_rarities[i]);
        }

        return 0;
    }

    /// <summary>Adds a distance.</summary>
    public void Add(double distance, double count)
    {
        double scale = _tail.Scale;
        _tail.Add(distance, count);
        for (int i = 0; i < Rungs; i++)
        {
            double share = s_shares[i];
            _quantiles[i] += TailTrack.Gain(count, share) * scale * ((distance > _quantiles[i] ? 1 : 0) - share);
        }

        // Each is followed by itself; they may not pass one another.
        double above = _tail.High;
        for (int i = Rungs - 1; i >= 0; i--) above = _quantiles[i] = Math.Min(_quantiles[i], above);
    }

    public readonly void Save(StateWriter writer)
    {
        foreach (double quantile in _quantiles) writer.WriteDouble(quantile);
        _tail.Save(writer);
    }

    public static NoveltyRanks Load(ref StateReader reader)
    {
        var ranks = default(NoveltyRanks);
        foreach (ref double quantile in ranks._quantiles) quantile = reader.ReadDouble();
        ranks._tail = TailTrack.Load(ref reader);
        double above = ranks._tail.High;
        for (int i = Rungs - 1; i >= 0; above = ranks._quantiles[i--])
            if (ranks._quantiles[i] > above) throw reader.Damaged("quantiles are not in ascending order");
        return ranks;
    }

    [InlineArray(Rungs)]
    private struct Ladder
    {
        private double _first;
    }
}
