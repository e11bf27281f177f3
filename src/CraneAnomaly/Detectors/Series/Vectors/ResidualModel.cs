namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>
/// What each column should be, given all columns a row before and the hour: a vector autoregression with ridge
/// (Hoerl and Kennard, Technometrics 12, 1970). Columns of the same row are no regressors: sums and copies among them
/// would leave residuals so small that rounding becomes an alarm. For the same reason the scale of a residual is
/// floored at half of the sensor's resolution and a hundredth of the column's spread. The statistic is the sum of the
/// largest squared residuals, as many as the root of the number of columns, each clipped at six standard deviations:
/// an attack is on few columns, and no single one decides.
/// </summary>
internal sealed class ResidualModel
{
    private const double Ridge = 10;
    private const double Clip = 6;
    private const double LeastShare = 0.01;

    // Those of a day, before them none known.
    private const int Hours = 25;

    private readonly int _columns, _largest;
    private readonly double[] _mean, _deviation;
    private readonly double[] _weights;
    private readonly double[] _hours;
    private readonly double[] _inverse;

    private ResidualModel(double[] mean, double[] deviation, double[] weights, double[] hours, double[] inverse)
    {
        (_mean, _deviation, _weights, _hours, _inverse) = (mean, deviation, weights, hours, inverse);
        _columns = mean.Length;
        _largest = (int)Math.Round(Math.Sqrt(_columns));
    }

    /// <summary>Bytes of what is known.</summary>
    public int StateBytes => (_weights.Length + _hours.Length + 3 * _columns) * sizeof(double);

    /// <summary>Fits to rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="byHour">Whether the hour of the day is known to matter.</param>
    public static ResidualModel Fit(TrainingRows rows, bool byHour)
    {
        int columns = rows.Columns, size = columns + (byHour ? 24 : 1);
        var scales = ColumnScales.Of(rows);
        double[] gram = new double[size * size], right = new double[columns * size], regressors = new double[size];
        double[] previous = new double[columns], current = new double[columns];
        Standardise(rows[0], scales, previous);
        for (int t = 1; t < rows.Count; t++)
        {
            Standardise(rows[t], scales, current);
            previous.CopyTo(regressors, 0);
            regressors.AsSpan(columns).Clear();
            regressors[columns] = 1;
            int hour = byHour ? rows.Hours[t] : -1;
            if (hour > 0) regressors[columns + hour] = 1;
            for (int i = 0; i < size; i++)
            {
                double x = regressors[i];
                if (x == 0) continue;
                for (int k = 0; k <= i; k++) gram[i * size + k] += x * regressors[k];
                for (int j = 0; j < columns; j++) right[j * size + i] += x * current[j];
            }

            (previous, current) = (current, previous);
        }

        for (int i = 0; i < size; i++)
        {
            if (i != columns) gram[i * size + i] += Ridge;
            for (int k = 0; k < i; k++) gram[k * size + i] = gram[i * size + k];
        }

        SymmetricMatrix.Solve(gram, size, right);
        return Assemble(rows, scales, right, size, byHour);
    }

    /// <summary>The statistic of a row that follows another.</summary>
    public double Next(ReadOnlySpan<double> previous, ReadOnlySpan<double> row, int hour)
    {
        Span<double> before = stackalloc double[_columns];
        Span<double> largest = stackalloc double[_largest];
        largest.Clear();
        Standardise(previous, _mean, _deviation, before);
        var levels = _hours.AsSpan((hour + 1) * _columns, _columns);
        for (int j = 0; j < _columns; j++)
        {
            double expected = levels[j];
            var weights = _weights.AsSpan(j * _columns, _columns);
            for (int i = 0; i < weights.Length; i++) expected += weights[i] * before[i];
            double residual = (row[j] - _mean[j]) / _deviation[j] - expected;
            double clipped = Math.Min(Math.Abs(residual) * _inverse[j], Clip);
            double square = clipped * clipped;
            if (!(square > largest[^1])) continue;
            int at = largest.Length - 1;
            for (; at > 0 && largest[at - 1] < square; at--) largest[at] = largest[at - 1];
            largest[at] = square;
        }

        double sum = 0;
        foreach (double square in largest) sum += square;
        return sum;
    }

    public void Save(StateWriter writer)
    {
        foreach (double[] numbers in (ReadOnlySpan<double[]>)[_mean, _deviation, _inverse, _weights, _hours])
            foreach (double number in numbers) writer.WriteDouble(number);
    }

    public static ResidualModel Load(ref StateReader reader, int columns)
    {
        double[] mean = reader.ReadDoubles(columns), deviation = reader.ReadDoubles(columns), inverse = reader.ReadDoubles(columns);
        foreach (double scale in deviation)
            if (!(scale > 0)) throw reader.Damaged("a deviation is not above 0");
        double[] weights = reader.ReadDoubles(columns * columns);
        return new(mean, deviation, weights, reader.ReadDoubles(Hours * columns), inverse);
    }

    private static ResidualModel Assemble(TrainingRows rows, ColumnScales scales, double[] solved, int size, bool byHour)
    {
        int columns = rows.Columns;
        double[] weights = new double[columns * columns], hours = new double[Hours * columns];
        for (int j = 0; j < columns; j++)
        {
            solved.AsSpan(j * size, columns).CopyTo(weights.AsSpan(j * columns));
            double level = solved[j * size + columns];
            for (int hour = -1; hour < 24; hour++)
                hours[(hour + 1) * columns + j] = level + (byHour && hour > 0 ? solved[j * size + columns + hour] : 0);
        }

        double[] inverse = new double[columns];
        double[] squares = new double[columns], before = new double[columns], now = new double[columns];
        for (int t = 1; t < rows.Count; t++)
        {
            Standardise(rows[t - 1], scales, before);
            Standardise(rows[t], scales, now);
            var levels = hours.AsSpan(((byHour ? rows.Hours[t] : -1) + 1) * columns, columns);
            for (int j = 0; j < columns; j++)
            {
                double residual = now[j] - levels[j];
                for (int i = 0; i < columns; i++) residual -= weights[j * columns + i] * before[i];
                squares[j] += residual * residual;
            }
        }

        for (int j = 0; j < columns; j++)
        {
            double floor = Math.Max(LeastShare, 0.5 * scales.Resolution[j] / scales.Deviation[j]);
            inverse[j] = 1 / Math.Max(Math.Sqrt(squares[j] / (rows.Count - 1)), floor);
        }

        return new(scales.Mean, scales.Deviation, weights, hours, inverse);
    }

    private static void Standardise(ReadOnlySpan<double> row, ColumnScales scales, Span<double> standardised) =>
        Standardise(row, scales.Mean, scales.Deviation, standardised);

    private static void Standardise(
        ReadOnlySpan<double> row, ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation, Span<double> standardised)
    {
        for (int j = 0; j < row.Length; j++) standardised[j] = (row[j] - mean[j]) / deviation[j];
    }
}
