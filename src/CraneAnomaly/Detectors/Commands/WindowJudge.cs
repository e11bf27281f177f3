using System.Globalization;
using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Subspace;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>What the model says of one command window.</summary>
/// <param name="PValue">Calibrated p-value of the stronger of the two readouts, corrected for there being two.</param>
/// <param name="Reason">The features that stand out, in words.</param>
/// <param name="Explanations">The same, for the alert.</param>
internal sealed record WindowOutcome(double PValue, string Reason, IReadOnlyList<Explanation> Explanations);

/// <summary>
/// Judges command windows by the trained subspace: its squared prediction error (a mixture never seen) and
/// Hotelling's T2 (a known mixture, too much of it), each against its own calibration.
/// </summary>
internal sealed class WindowJudge(
    SubspaceKernel kernel, ConformalCalibrator spe, ConformalCalibrator t2, IReadOnlyList<string> columns)
{
    private readonly double[] _spe = new double[columns.Count];
    private readonly double[] _t2 = new double[columns.Count];

    /// <summary>Judges one window.</summary>
    public WindowOutcome? Judge(ReadOnlySpan<double> row, double threshold)
    {
        if (!spe.IsReady || !t2.IsReady) return null;
        var score = kernel.Score(row);
        double speP = spe.PValue(score.Spe), t2P = t2.PValue(score.T2);
        double p = Math.Min(1, 2 * Math.Min(speP, t2P));
        if (p > threshold) return null;
        kernel.Contributions(row, _spe, _t2);
        var shares = speP <= t2P ? _spe : _t2;
        double total = shares.Sum(Math.Abs);
        var strongest = Enumerable.Range(0, columns.Count).OrderByDescending(i => Math.Abs(shares[i])).Take(3).ToArray();
        var reasons = new List<Explanation>();
        foreach (int i in strongest)
        {
            reasons.Add(new(columns[i], row[i].ToString("G4", CultureInfo.InvariantCulture), "as in the windows learned",
                total > 0 ? Math.Abs(shares[i]) / total : 0));
        }

        return new(p, string.Join(", ", reasons.Select(reason => $"{reason.Feature} = {reason.Value}")), reasons);
    }
}
