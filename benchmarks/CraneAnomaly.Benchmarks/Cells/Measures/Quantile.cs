namespace CraneAnomaly.Benchmarks.Cells.Measures;

/// <summary>Quantiles of what was counted.</summary>
internal static class Quantile
{
    /// <summary>The least value that this share of the values does not exceed; NaN of none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
