namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>Location, spread, drift and resolution of each column in the rows learned from.</summary>
internal sealed class ColumnScales
{
    private ColumnScales(int columns) =>
        (Mean, Deviation, Slope, Resolution) = (new double[columns], new double[columns], new double[columns], new double[columns]);

    /// <summary>Mean of each column.</summary>
    public double[] Mean { get; }

    /// <summary>Standard deviation of each, or a hundredth of its size where it never moved; never 0.</summary>
    public double[] Deviation { get; }

    /// <summary>How far the straight line through it goes from the first row to the last.</summary>
    public double[] Slope { get; }

    /// <summary>The smallest step between two different values: the sensor's least significant bit.</summary>
    public double[] Resolution { get; }

    /// <summary>Measures rows.</summary>
    public static ColumnScales Of(TrainingRows rows)
    {
        int count = rows.Count;
        var scales = new ColumnScales(rows.Columns);
        double centre = (count - 1) / 2.0, times = Math.Max(1, count * ((double)count * count - 1) / 12);
        double[] sorted = new double[count];
        for (int j = 0; j < rows.Columns; j++)
        {
            double sum = 0, squares = 0, trend = 0;
            for (int t = 0; t < count; t++) sum += sorted[t] = rows[t][j];
            double mean = sum / count;
            for (int t = 0; t < count; t++)
            {
                double difference = rows[t][j] - mean;
                squares += difference * difference;
                trend += difference * (t - centre);
            }

            double deviation = Math.Sqrt(squares / count);
            bool moved = deviation > 1e-12 * Math.Abs(mean) && double.IsFinite(deviation);
            scales.Mean[j] = mean;
            scales.Deviation[j] = moved ? deviation : Math.Max(0.01 * Math.Abs(mean), 1e-9);
            scales.Slope[j] = moved ? trend / times * count : 0;
            scales.Resolution[j] = SmallestStep(sorted);
        }

        return scales;
    }

    private static double SmallestStep(double[] values)
    {
        Array.Sort(values);
        double smallest = double.MaxValue;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[i - 1]) smallest = Math.Min(smallest, values[i] - values[i - 1]);
        return smallest == double.MaxValue ? 0 : smallest;
    }
}
