namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>What stands beside every gate: a score that any detector must be better than.</summary>
internal static class SimpleScores
{
    /// <summary>A random number a row.</summary>
    public static double[] Random(ScoredSeries series, int seed)
    {
        ulong state = (ulong)seed * 0x9E37_79B9_7F4A_7C15;
        double[] scores = new double[series.Values.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            state += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = (state ^ state >> 30) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ mixed >> 27) * 0x94D0_49BB_1331_11EB;
            scores[i] = ((mixed ^ mixed >> 31) >> 11) * (1.0 / (1UL << 53));
        }

        return scores;
    }

    /// <summary>Standard deviations from an exponentially weighted mean that goes on learning; one column.</summary>
    public static double[] MovingZ(ScoredSeries series, double share)
    {
        double mean = series.Values[0][0], variance = 0;
        double[] scores = new double[series.Values.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            double difference = series.Values[i][0] - mean;
            scores[i] = variance > 0 ? Math.Abs(difference) / Math.Sqrt(variance) : 0;
            mean += share * difference;
            variance = (1 - share) * (variance + share * difference * difference);
        }

        return scores;
    }

    /// <summary>The largest of the columns' exponentially weighted deviations, against the first rows' mean and
    /// spread.</summary>
    public static double[] LargestEwma(IReadOnlyList<double[]> rows, IReadOnlyList<double[]> learned, double share)
    {
        int columns = rows[0].Length;
        double[] mean = new double[columns], spread = new double[columns], smooth = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            mean[j] = learned.Average(r => r[j]);
            spread[j] = Math.Sqrt(learned.Average(r => (r[j] - mean[j]) * (r[j] - mean[j])));
        }

        return
        [
            .. rows.Select(row =>
            {
                double largest = 0;
                for (int j = 0; j < columns; j++)
                {
                    smooth[j] += share * ((row[j] - mean[j]) / Math.Max(spread[j], 1e-9) - smooth[j]);
                    largest = Math.Max(largest, Math.Abs(smooth[j]));
                }

                return largest;
            }),
        ];
    }
}
