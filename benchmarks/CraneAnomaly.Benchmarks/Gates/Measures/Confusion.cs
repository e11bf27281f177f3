namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>Rows judged against their labels; and, of runs of labelled rows, when they were found.</summary>
internal sealed class Confusion
{
    private double _delay;

    public double TruePositives { get; private set; }

    public double FalsePositives { get; private set; }

    public double TrueNegatives { get; private set; }

    public double FalseNegatives { get; private set; }

    public int Events { get; private set; }

    public int Found { get; private set; }

    public double FalseAlarmRate => FalsePositives / (FalsePositives + TrueNegatives);

    public double MissRate => FalseNegatives / (FalseNegatives + TruePositives);

    public double Mcc
    {
        get
        {
            var (a, b) = (TruePositives + FalsePositives, TrueNegatives + FalseNegatives);
            double product = a * b * (TruePositives + FalseNegatives) * (TrueNegatives + FalsePositives);
            return product > 0
                ? (TruePositives * TrueNegatives - FalsePositives * FalseNegatives) / Math.Sqrt(product)
                : 0;
        }
    }

    /// <summary>Half the time to detect, half the mean of both rates (BATADAL).</summary>
    public double BatadalScore => 0.5 * (1 - _delay / Events) + 0.25 * (2 - MissRate - FalseAlarmRate);

    /// <summary>Adds the rows of one series from a row on.</summary>
    public Confusion Add(IReadOnlyList<bool> labels, Func<int, bool> alarm, int from)
    {
        for (int row = from; row < labels.Count; row++)
        {
            bool said = alarm(row);
            if (labels[row] && said) TruePositives++;
            else if (labels[row]) FalseNegatives++;
            else if (said) FalsePositives++;
            else TrueNegatives++;
        }

        for (int row = from; row < labels.Count; row++)
        {
            if (!labels[row]) continue;
            int end = row, first = row;
            while (end < labels.Count && labels[end]) end++;
            while (first < end && !alarm(first)) first++;
            Events++;
            if (first < end) Found++;
            _delay += (double)(first - row) / (end - row);
            row = end;
        }

        return this;
    }
}
