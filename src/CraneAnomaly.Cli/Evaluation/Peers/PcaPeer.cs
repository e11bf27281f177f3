namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>
/// The process engineer's: principal components of the standardised signals that hold 90 % of the variance; the score
/// is the larger of Hotelling's T2 and the squared prediction error Q, each over its 99th percentile when learning
/// (Jackson and Mudholkar 1979, Technometrics 21).
/// </summary>
internal sealed class PcaPeer : IPeer
{
    private const double Kept = 0.9;
    private const double Quantile = 0.99;

    private static readonly int s_width = CraneRow.Signals.Count;

    private readonly List<double[]> _rows = [];
    private readonly double[] _mean = new double[s_width];
    private readonly double[] _scale = new double[s_width];
    private double[][] _axes = [];
    private double[] _variances = [];
    private double _t2 = 1, _q = 1;

    public void Learn(in CraneRow row) => _rows.Add(row.Values);

    public void Finish()
    {
        if (_rows.Count < 2) return;
        for (int i = 0; i < s_width; i++)
        {
            _mean[i] = _rows.Average(row => row[i]);
            _scale[i] = Math.Sqrt(_rows.Average(row => (row[i] - _mean[i]) * (row[i] - _mean[i])));
            if (_scale[i] < 1e-9) _scale[i] = 1;
        }

        var covariance = new double[s_width, s_width];
        foreach (var row in _rows)
        {
            var z = Standardise(row);
            for (int i = 0; i < s_width; i++)
            {
                for (int j = 0; j <= i; j++) covariance[i, j] += z[i] * z[j] / _rows.Count;
            }
        }

        var components = SymmetricEigen.Of(covariance);
        double total = components.Sum(c => c.Value), sum = 0;
        var kept = components.TakeWhile(c => (sum += c.Value) - c.Value < Kept * total).ToList();
        (_axes, _variances) = ([.. kept.Select(c => c.Vector)], [.. kept.Select(c => Math.Max(c.Value, 1e-9))]);
        var scores = _rows.Select(Measure).ToList();
        _t2 = Percentile(scores.Select(score => score.T2));
        _q = Percentile(scores.Select(score => score.Q));
        _rows.Clear();
    }

    public double Score(in CraneRow row)
    {
        var (t2, q) = Measure(row.Values);
        return Math.Max(t2 / _t2, q / _q);
    }

    private static double Percentile(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Math.Max(sorted[(int)(Quantile * (sorted.Length - 1))], 1e-9);
    }

    private (double T2, double Q) Measure(double[] row)
    {
        var z = Standardise(row);
        double t2 = 0, q = z.Sum(value => value * value);
        for (int k = 0; k < _axes.Length; k++)
        {
            double t = 0;
            for (int i = 0; i < s_width; i++) t += z[i] * _axes[k][i];
            t2 += t * t / _variances[k];
            q -= t * t;
        }

        return (t2, Math.Max(0, q));
    }

    private double[] Standardise(double[] row)
    {
        var z = new double[s_width];
        for (int i = 0; i < s_width; i++) z[i] = (row[i] - _mean[i]) / _scale[i];
        return z;
    }
}
