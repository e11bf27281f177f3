namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>
/// The plain one: an exponentially weighted mean and variance of every signal, the largest deviation in standard
/// deviations is the score (Roberts 1959, Technometrics 1). It goes on adapting.
/// </summary>
internal sealed class EwmaPeer : IPeer
{
    private const double Weight = 0.005;

    private readonly double[] _mean = new double[CraneRow.Signals.Count];
    private readonly double[] _variance = new double[CraneRow.Signals.Count];

    public void Learn(in CraneRow row) => Score(row);

    public void Finish()
    {
    }

    public double Score(in CraneRow row)
    {
        double worst = 0;
        for (int i = 0; i < _mean.Length; i++)
        {
            double off = row.Values[i] - _mean[i];
            if (_variance[i] > 0) worst = Math.Max(worst, Math.Abs(off) / Math.Sqrt(_variance[i] + 1e-9));
            _mean[i] += Weight * off;
            _variance[i] = (1 - Weight) * (_variance[i] + Weight * off * off);
        }

        return worst;
    }
}
