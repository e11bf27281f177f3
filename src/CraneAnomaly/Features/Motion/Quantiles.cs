namespace CraneAnomaly.Features.Motion;

/// <summary>Order statistics of small sets.</summary>
internal static class Quantiles
{
    /// <summary>Sorts the values and gives their median; NaN of none.</summary>
    public static double SortedMedian(Span<float> values)
    {
        values.Sort();
        return Of(values, 0.5);
    }

    /// <summary>A quantile of sorted values, between the two nearest; NaN of none.</summary>
    public static double Of(ReadOnlySpan<float> sorted, double share)
    {
        if (sorted.IsEmpty) return double.NaN;
        double at = share * (sorted.Length - 1);
        int low = (int)at;
        if (low + 1 >= sorted.Length) return sorted[^1];
        double part = at - low;
        return (sorted[low] * (1 - part)) + (sorted[low + 1] * part);
    }
}
