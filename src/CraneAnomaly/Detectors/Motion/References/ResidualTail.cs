namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// How rarely the clean moves of a feature were as slow: the conformal rank among them (Vovk, Gammerman and Shafer,
/// Algorithmic Learning in a Random World, 2005), kept as the places where it halves. Beyond the slowest an
/// exponential tail goes on, as steep as the outermost eighth of the moves. All classes of moves count together, each in its own spread.
/// </summary>
internal readonly struct ResidualTail
{
    private const int Fewest = 15;
    private const int Most = 12;

    // Halvings that the slope of the tail is taken over, and the least spread that it may have for one.
    private const int Slope = 3;
    private const double LeastStep = 0.2;

    private readonly float[]? _places;

    private ResidualTail(float[] places) => _places = places;

    /// <summary>Whether there were moves enough.</summary>
    public bool IsKnown => _places is { Length: > 0 };

    /// <summary>Of clean moves, in spreads above what is expected; they are sorted.</summary>
    public static ResidualTail Of(Span<float> raw)
    {
        if (raw.Length < Fewest) return default;
        raw.Sort();
        int halvings = Math.Min(Most, (int)Math.Log2(raw.Length + 1));
        var places = new float[halvings];
        for (int k = 1; k <= halvings; k++)
        {
            // So many at least as slow, counting the move that asks, are a share of 2^-k or less.
            int among = (int)((raw.Length + 1) / (double)(1 << k));
            places[k - 1] = among <= 1 ? raw[^1] : raw[^(among - 1)];
        }

        return new(places);
    }

    /// <summary>Whether no clean move was so many spreads above what is expected, or one in 4,096; true where that is not known.</summary>
    public bool IsBeyond(double spreads) => _places is not { Length: > 0 } places || spreads > places[^1];

    /// <summary>How rarely a move is so many spreads above what is expected; 1 where that is not known.</summary>
    public double Of(double spreads)
    {
        if (_places is not { Length: > 0 } places || !(spreads > places[0])) return 1;
        int k = 1;
        while (k < places.Length && spreads > places[k]) k++;
        if (k < places.Length)
        {
            double step = places[k] - (double)places[k - 1];
            return Math.Pow(2, -(k + (step > 0 ? (spreads - places[k - 1]) / step : 0)));
        }

        int back = Math.Min(Slope, places.Length - 1);
        double perHalving = back == 0 ? LeastStep : Math.Max(LeastStep, (places[^1] - (double)places[^(1 + back)]) / back);
        return Math.Pow(2, -(k + ((spreads - places[^1]) / perHalving)));
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(_places?.Length ?? 0);
        foreach (float place in _places ?? []) writer.WriteDouble(place);
    }

    public static ResidualTail Load(ref StateReader reader)
    {
        int count = reader.ReadCount(8);
        if (count > Most) throw reader.Damaged("a tail has too many places");
        var places = new float[count];
        for (int i = 0; i < count; i++)
        {
            places[i] = (float)reader.ReadDouble();
            if (i > 0 && !(places[i] >= places[i - 1])) throw reader.Damaged("a tail is not in order");
        }

        return new(places);
    }
}
