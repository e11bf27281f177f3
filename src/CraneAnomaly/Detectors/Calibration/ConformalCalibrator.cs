namespace CraneAnomaly.Detectors.Calibration;

/// <summary>
/// Turns scores into p-values by comparison with scores of normal traffic: split conformal prediction (Vovk, Gammerman
/// and Shafer, Algorithmic Learning in a Random World, 2005), p = (1 + number at least as high) / (n + 1), in the
/// conservative form without tie-breaking. Above the highest score known, a generalised Pareto tail goes on from
/// 1 / (n + 1), never below what both the tail itself and the tail scaled to that point allow. A higher score never
/// has a higher p-value.
/// </summary>
public sealed class ConformalCalibrator
{
    private const string SectionName = "conformal";

    private readonly CalibrationOptions _options;
    private readonly double[] _ascending;
    private ParetoTail _tail;
    private bool _fitted;

    /// <summary>Makes a calibrator without scores.</summary>
    public ConformalCalibrator(CalibrationOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _ascending = new double[_options.Capacity];
    }

    /// <summary>Scores kept.</summary>
    public int Count { get; private set; }

    /// <summary>Scores added.</summary>
    public long Seen { get; private set; }

    /// <summary>Whether there are enough scores for p-values.</summary>
    public bool IsReady => Count >= _options.MinimumScores;

    /// <summary>The highest score kept; not a number where there is none.</summary>
    internal double Highest => Count == 0 ? double.NaN : _ascending[Count - 1];

    /// <summary>Whether there are enough scores to go on above the highest.</summary>
    internal bool HasTail
    {
        get
        {
            if (!_fitted) (_tail, _fitted) = (ParetoTail.Fit(Ascending), true);
            return _tail.IsKnown;
        }
    }

    private ReadOnlySpan<double> Ascending => _ascending.AsSpan(0, Count);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with a larger capacity.</exception>
    public static ConformalCalibrator Load(ref StateReader reader, CalibrationOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var calibrator = new ConformalCalibrator(options);
        TableState.Expect(ref reader, (long)calibrator._options.Seed, "seed");
        calibrator.Seen = TableState.ReadNonNegative(ref reader);
        calibrator.Count = TableState.ReadCount(ref reader, 8, calibrator._ascending.Length);
        if (calibrator.Count != Math.Min(calibrator.Seen, calibrator._ascending.Length))
            throw reader.Damaged("made with another capacity, or scores are missing");
        double last = double.MinValue;
        for (int i = 0; i < calibrator.Count; i++)
        {
            double score = reader.ReadDouble();
            if (score < last) throw reader.Damaged("scores are not in ascending order");
            calibrator._ascending[i] = last = score;
        }

        return calibrator;
    }

    /// <summary>Adds a score of normal traffic; one that is not finite is ignored.</summary>
    public void Add(double score)
    {
        if (!double.IsFinite(score)) return;
        int known = Count, from = Count;
        if (Count < _ascending.Length)
        {
            Count++;
        }
        else
        {
            // Vitter's reservoir, algorithm R. A random rank of the sorted scores is as good as a random score.
            ulong rank = (ulong)(Math.BigMul(Mix(_options.Seed, (ulong)Seen), (ulong)Seen + 1, out _));
            if (rank >= (ulong)_ascending.Length)
            {
                Seen++;
                return;
            }

            from = (int)rank;
            if (_ascending[from] == score)
            {
                // A score takes the place of its like, as most do in regular traffic: nothing changes.
                Seen++;
                return;
            }
        }

        Seen++;
        _fitted = false;

        // Only what lies between the old score and the new one moves.
        var scores = _ascending.AsSpan(0, Count);
        int to = FirstAbove(scores[..known], score);
        if (to > from)
        {
            to--;
            scores[(from + 1)..(to + 1)].CopyTo(scores[from..]);
        }
        else
        {
            scores[to..from].CopyTo(scores[(to + 1)..]);
        }

        scores[to] = score;
    }

    /// <summary>The p-value of a score: more than 0, at most 1; 1 for what is not a number, or before it is
    /// ready.</summary>
    public double PValue(double score)
    {
        if (double.IsNaN(score) || !IsReady) return 1;
        var ascending = Ascending;
        if (score <= ascending[0]) return 1;
        int below = FirstAtLeast(ascending, score);
        double rank = (1.0 + ascending.Length - below) / (ascending.Length + 1);
        if (below < ascending.Length) return rank;

        if (!HasTail) return rank;
        double tail = _tail.Probability(score), scaled = rank * tail / _tail.Probability(ascending[^1]);
        return Math.Min(rank, Math.Max(Math.Max(tail, double.IsNaN(scaled) ? 0 : scaled), _options.Floor));
    }

    /// <summary>Writes the sample.</summary>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64((long)_options.Seed);
        writer.WriteInt64(Seen);
        writer.WriteInt32(Count);
        foreach (double score in Ascending) writer.WriteDouble(score);
    }

    private static int FirstAtLeast(ReadOnlySpan<double> ascending, double score)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < score) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static int FirstAbove(ReadOnlySpan<double> ascending, double score)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= score) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // The output of a counter through the finaliser of SplitMix64: the n-th draw depends on seed and n alone.
    private static ulong Mix(ulong seed, ulong counter)
    {
        ulong mixed = seed * 0x9E37_79B9_7F4A_7C15 + (counter + 1) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 30) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D0_49BB_1331_11EB;
        return mixed ^ mixed >> 31;
    }
}
