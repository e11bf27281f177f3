namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>
/// Whether the levels of all columns go together as they did: Hotelling's T-squared on the principal components that
/// explain nine tenths (Jackson and Mudholkar, Technometrics 21, 1979). A column that drifted while it was learned will
/// drift on: its spread is widened by twice the way that its trend has gone.
/// </summary>
internal sealed class LevelModel
{
    private const double Explained = 0.9;
    private const double DriftAhead = 2;

    private readonly double[] _mean;
    private readonly double[] _projection;
    private readonly int _components;

    private LevelModel(double[] mean, double[] projection, int components) =>
        (_mean, _projection, _components) = (mean, projection, components);

    /// <summary>Bytes of what is known.</summary>
    public int StateBytes => (_mean.Length + _projection.Length) * sizeof(double);

    /// <summary>Fits to rows.</summary>
    public static LevelModel Fit(TrainingRows rows)
    {
        int columns = rows.Columns;
        var scales = ColumnScales.Of(rows);
        double[] scale = new double[columns], covariance = new double[columns * columns], z = new double[columns];
        for (int j = 0; j < columns; j++)
            scale[j] = Math.Sqrt(scales.Deviation[j] * scales.Deviation[j] + Math.Pow(DriftAhead * scales.Slope[j], 2));
        for (int t = 0; t < rows.Count; t++)
        {
            var row = rows[t];
            for (int j = 0; j < columns; j++) z[j] = (row[j] - scales.Mean[j]) / scale[j];
            for (int i = 0; i < columns; i++)
                for (int k = 0; k < columns; k++) covariance[i * columns + k] += z[i] * z[k] / rows.Count;
        }

        var (values, vectors) = SymmetricMatrix.Eigen(covariance, columns);
        double total = values.Sum(), sum = 0;
        int components = 0;
        while (components < columns && sum < Explained * total && values[components] > 1e-9) sum += values[components++];
        double[] projection = new double[components * columns];
        for (int c = 0; c < components; c++)
            for (int j = 0; j < columns; j++)
                projection[c * columns + j] = vectors[c * columns + j] / (scale[j] * Math.Sqrt(values[c]));
        return new(scales.Mean, projection, components);
    }

    /// <summary>The statistic of a row.</summary>
    public double Next(ReadOnlySpan<double> row)
    {
        int columns = _mean.Length;
        Span<double> centred = stackalloc double[columns];
        for (int j = 0; j < columns; j++) centred[j] = row[j] - _mean[j];
        double sum = 0;
        for (int c = 0; c < _components; c++)
        {
            var weights = _projection.AsSpan(c * columns, columns);
            double along = 0;
            for (int j = 0; j < columns; j++) along += weights[j] * centred[j];
            sum += along * along;
        }

        return double.IsFinite(sum) ? sum : double.MaxValue;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(_components);
        foreach (double number in _mean) writer.WriteDouble(number);
        foreach (double number in _projection) writer.WriteDouble(number);
    }

    public static LevelModel Load(ref StateReader reader, int columns)
    {
        int components = reader.ReadInt32();
        if (components < 0 || components > columns) throw reader.Damaged($"{components} components of {columns} columns");
        double[] mean = reader.ReadDoubles(columns);
        return new(mean, reader.ReadDoubles(components * columns), components);
    }
}
