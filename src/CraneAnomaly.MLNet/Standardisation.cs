using CraneAnomaly.Detectors;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Mean and deviation of each column, the deviation never below the column's resolution. ML.NET's normaliser would
/// drop a column that stood still during learning, and a change in such a column is what matters most.
/// </summary>
internal sealed class Standardisation
{
    // Below this share of its magnitude a float cannot tell two values of a column apart.
    private const double FloatStep = 1.0 / (1 << 20);

    private readonly double[] _mean;
    private readonly double[] _deviation;

    private Standardisation(double[] mean, double[] deviation) => (_mean, _deviation) = (mean, deviation);

    public static Standardisation Of(TrainingSet set)
    {
        int d = set.Columns.Count;
        var mean = new double[d];
        var deviation = new double[d];
        for (int i = 0; i < set.Count; i++)
        {
            var row = set.Row(i);
            for (int j = 0; j < d; j++) mean[j] += row[j];
        }

        for (int j = 0; j < d; j++) mean[j] /= set.Count;
        for (int i = 0; i < set.Count; i++)
        {
            var row = set.Row(i);
            for (int j = 0; j < d; j++) deviation[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
        }

        for (int j = 0; j < d; j++)
        {
            double least = Math.Max(set.Resolutions[j], Math.Abs(mean[j]) * FloatStep);
            deviation[j] = Math.Max(Math.Sqrt(deviation[j] / set.Count), least);
        }

        return new(mean, deviation);
    }

    public float Deviation(int column) => (float)_deviation[column];

    /// <summary>
    /// The same as ML.NET's transformer: fitted on two rows, one deviation below the mean and one above, which have
    /// exactly this mean and deviation.
    /// </summary>
    public NormalizingTransformer ToTransformer(MLContext context)
    {
        int d = _mean.Length;
        var rows = new float[2 * d];
        for (int j = 0; j < d; j++)
        {
            rows[j] = (float)(_mean[j] - _deviation[j]);
            rows[d + j] = (float)(_mean[j] + _deviation[j]);
        }

        // fixZero keeps zeros for sparse data at the price of a mean far from 0, near which ML.NET's score cancels.
        return context.Transforms.NormalizeMeanVariance(FeatureRows.Column, fixZero: false)
            .Fit(FeatureRows.View(context, rows, d));
    }
}
