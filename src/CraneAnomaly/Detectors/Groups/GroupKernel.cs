namespace CraneAnomaly.Detectors.Groups;

/// <summary>
/// Trained k-means centres in the core's own form: standardise, and find the nearest centre. How far a row is from it is
/// measured in that group's own radius, so that a wide group is no excuse for a narrow one. Immutable, safe for any number
/// of threads, allocates nothing per score; sums run in one fixed order in double precision.
/// </summary>
public sealed partial class GroupKernel
{
    /// <summary>Most centres of a kernel.</summary>
    public const int MaximumCount = 16;

    // A standardised value beyond a million deviations is as far as far can be; the bound keeps every sum finite.
    private const double Farthest = 1e6;

    private readonly float[] _offset;
    private readonly float[] _scale;

    // One centre after the other (count x dimensions), over standardised features.
    private readonly float[] _centres;
    private readonly double[] _radii;

    private GroupKernel(float[] offset, float[] scale, float[] centres, double[] radii) =>
        (_offset, _scale, _centres, _radii) = (offset, scale, centres, radii);

    /// <summary>Number of features.</summary>
    public int Dimensions => _offset.Length;

    /// <summary>Number of centres.</summary>
    public int Count => _radii.Length;

    /// <summary>
    /// The mean squared distance of a group's training rows from its centre, at least one step of resolution in every
    /// feature; in squared standard deviations.
    /// </summary>
    public ReadOnlySpan<double> SquaredRadii => _radii;

    /// <summary>
    /// Finds the centre that is nearest to a row of at least <see cref="Dimensions"/> finite values; padding behind them is
    /// ignored.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="exceedance">Squared distance over the group's mean squared distance; 1 is usual.</param>
    /// <returns>Which centre.</returns>
    public int Nearest(ReadOnlySpan<double> row, out double exceedance)
    {
        row = row[..Dimensions];
        int nearest = 0;
        double least = double.MaxValue;
        for (int k = 0; k < Count; k++)
        {
            double distance = Distance(row, k);
            if (distance >= least) continue;
            (nearest, least) = (k, distance);
        }

        exceedance = least / _radii[nearest];
        return nearest;
    }

    /// <inheritdoc cref="Nearest(ReadOnlySpan{double}, out double)"/>
    public int Nearest(ReadOnlySpan<float> row, out double exceedance)
    {
        Span<double> wide = stackalloc double[Dimensions];
        for (int j = 0; j < wide.Length; j++) wide[j] = row[j];
        return Nearest(wide, out exceedance);
    }

    /// <summary>ML.NET's own output for a row: the squared distance from a centre.</summary>
    public double SquaredDistance(ReadOnlySpan<float> row, int centre)
    {
        Span<double> wide = stackalloc double[Dimensions];
        for (int j = 0; j < wide.Length; j++) wide[j] = row[j];
        return Distance(wide, centre);
    }

    /// <summary>What each feature adds to the squared distance from a centre.</summary>
    public void Contributions(ReadOnlySpan<double> row, int centre, Span<double> shares)
    {
        for (int j = 0; j < Dimensions; j++)
        {
            double off = Standard(row[j], j) - _centres[(centre * Dimensions) + j];
            shares[j] = off * off;
        }
    }

    private double Distance(ReadOnlySpan<double> row, int centre)
    {
        var at = _centres.AsSpan(centre * Dimensions, Dimensions);
        double sum = 0;
        for (int j = 0; j < at.Length; j++)
        {
            double off = Standard(row[j], j) - at[j];
            sum += off * off;
        }

        return sum;
    }

    private double Standard(double value, int j) => Math.Clamp((value - _offset[j]) * _scale[j], -Farthest, Farthest);
}
