namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>What a profile of the benchmark pays and costs.</summary>
internal sealed record NabProfile(string Name, double FalsePositive, double FalseNegative)
{
    public static readonly NabProfile[] All = [new("standard", 0.11, 1), new("low FP", 0.22, 1), new("low FN", 0.11, 2)];
}

/// <summary>The score of the benchmark, at the one threshold over all series that is best.</summary>
internal sealed record NabSweep(double Score, double Threshold, int Found, int FalsePoints)
{
    /// <summary>Tries every threshold (nab/sweeper.py of numenta/NAB, from its definition).</summary>
    public static NabSweep Of(IReadOnlyList<NabSeries> corpus, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        var points = new List<(double Score, double Value, int Window)>();
        int windows = 0;
        for (int i = 0; i < corpus.Count; i++)
        {
            for (int row = corpus[i].Probation; row < corpus[i].Rows; row++)
                points.Add(Judge(corpus[i], row, scores[i][row], profile, windows));
            windows += corpus[i].Windows.Length;
        }

        points.Sort((a, b) => b.Score.CompareTo(a.Score));
        double nothing = -profile.FalseNegative * windows, total = nothing;
        var best = new NabSweep(nothing, double.PositiveInfinity, 0, 0);
        double[] gained = new double[windows];
        Array.Fill(gained, -profile.FalseNegative);
        bool[] hit = new bool[windows];
        int found = 0, falsePoints = 0;
        for (int i = 0; i < points.Count;)
        {
            double threshold = points[i].Score;
            for (; i < points.Count && points[i].Score == threshold; i++)
            {
                var (_, value, window) = points[i];
                if (window < 0)
                {
                    total += value;
                    falsePoints++;
                    continue;
                }

                if (!hit[window]) found++;
                else if (value <= gained[window]) continue;
                hit[window] = true;
                total += value - gained[window];
                gained[window] = value;
            }

            if (total > best.Score) best = new(total, threshold, found, falsePoints);
        }

        return best with { Score = 100 * (best.Score - nothing) / (windows - nothing) };
    }

    private static (double, double, int) Judge(NabSeries series, int row, double score, NabProfile profile, int firstWindow)
    {
        int before = -1;
        for (int k = 0; k < series.Windows.Length; k++)
        {
            var (first, last) = series.Windows[k];
            if (row >= first && row <= last)
                return (score, Sigmoid(-(last - row + 1.0) / (last - first + 1)) / Sigmoid(-1), firstWindow + k);
            if (last < row) before = k;
        }

        if (before < 0) return (score, -profile.FalsePositive, -1);
        var (from, to) = series.Windows[before];
        double behind = (double)(row - to) / (to - from);
        return (score, behind > 3 ? -profile.FalsePositive : profile.FalsePositive * Sigmoid(behind), -1);
    }

    private static double Sigmoid(double y) => 2 / (1 + Math.Exp(5 * y)) - 1;
}
