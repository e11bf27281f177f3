namespace CraneAnomaly.Detectors.Subspace;

public sealed partial class SubspaceKernel
{
    private const double LimitQuantile = 0.99;

    /// <summary>
    /// Makes a kernel out of a basis that was trained elsewhere, with one more pass over the training rows for what
    /// the trainer does not tell: the variance along each component, and the limits of SPE and T2.
    /// </summary>
    /// <param name="set">The rows the basis was trained on.</param>
    /// <param name="offset">Subtracted from each feature.</param>
    /// <param name="scale">Multiplies each feature after that; above 0.</param>
    /// <param name="mean">The mean of the standardised rows.</param>
    /// <param name="vectors">
    /// The components over standardised features, unit length and orthogonal up to float rounding.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The basis is not one: a number is out of range, or the components are not orthonormal.
    /// </exception>
    public static SubspaceKernel FromBasis(
        TrainingSet set,
        ReadOnlySpan<float> offset,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> mean,
        IReadOnlyList<float[]> vectors)
    {
        int d = set.Columns.Count;
        if (offset.Length != d || scale.Length != d || mean.Length != d || vectors.Any(v => v.Length != d))
            throw new ArgumentException("The basis and the training set differ in their number of columns.");
        if (vectors.Count is 0 or > MaximumRank || set.Count == 0)
            throw new ArgumentException("A basis has at least one component and one row.");

        double[] centre = new double[d];
        for (int j = 0; j < d; j++) centre[j] = mean[j];
        double[] basis = Orthonormalise(vectors, d);
        double[] ones = [.. Enumerable.Repeat(1.0, vectors.Count)];
        var raw = Checked(offset.ToArray(), scale.ToArray(), centre, basis, ones, 1, 1);

        double[] eigenvalues = raw.Variances(set);
        var (steps, largest) = raw.Steps(set);
        for (int k = 0; k < eigenvalues.Length; k++)
            eigenvalues[k] = Math.Max(eigenvalues[k], Math.Max(steps[k], SmallestEigenvalue));
        SortByStrength(eigenvalues, basis, d);

        var unlimited = Checked(raw._offset, raw._scale, centre, basis, eigenvalues, 1, 1);
        var (spe, t2) = unlimited.Quantiles(set);
        return Checked(raw._offset, raw._scale, centre, basis, eigenvalues, Math.Max(spe, largest), Math.Max(t2, 1));
    }

    private static SubspaceKernel Checked(
        float[] offset,
        float[] scale,
        double[] mean,
        double[] vectors,
        double[] eigenvalues,
        double speLimit,
        double t2Limit)
    {
        string? wrong = FirstWrong(offset, scale, mean, vectors, eigenvalues, speLimit, t2Limit);
        return wrong is null
            ? new(offset, scale, mean, vectors, eigenvalues, speLimit, t2Limit)
            : throw new ArgumentException("The basis is not one: " + wrong);
    }

    // Modified Gram-Schmidt in double: the float rounding of the trainer would otherwise show as SPE far out along a
    // component.
    private static double[] Orthonormalise(IReadOnlyList<float[]> vectors, int d)
    {
        var basis = new double[vectors.Count * d];
        for (int k = 0; k < vectors.Count; k++)
        {
            var vector = basis.AsSpan(k * d, d);
            for (int j = 0; j < d; j++) vector[j] = vectors[k][j];
            for (int i = 0; i < k; i++)
            {
                var before = basis.AsSpan(i * d, d);
                double overlap = 0;
                for (int j = 0; j < d; j++) overlap += before[j] * vector[j];
                for (int j = 0; j < d; j++) vector[j] -= overlap * before[j];
            }

            double norm = 0;
            foreach (double v in vector) norm += v * v;
            norm = Math.Sqrt(norm);
            if (!(norm is > 0.9 and < 1.1))
                throw new ArgumentException(
                    $"Component {k} is not of unit length or not independent of those before it.");
            foreach (ref double v in vector) v /= norm;
        }

        return basis;
    }

    private double[] Variances(TrainingSet set)
    {
        var sums = new double[Rank];
        var centred = new double[Dimensions];
        for (int i = 0; i < set.Count; i++)
        {
            Centre(set.Row(i), centred);
            for (int k = 0; k < Rank; k++)
            {
                var vector = Component(k);
                double projection = 0;
                for (int j = 0; j < centred.Length; j++) projection += vector[j] * centred[j];
                sums[k] += projection * projection;
            }
        }

        for (int k = 0; k < sums.Length; k++) sums[k] /= set.Count;
        return sums;
    }

    // What one step of resolution in each feature makes: the variance it gives along each component, and the greatest
    // squared distance it gives in any one feature. Neither readout is judged more finely than that.
    private (double[] Components, double Largest) Steps(TrainingSet set)
    {
        var components = new double[Rank];
        double largest = 0;
        for (int j = 0; j < Dimensions; j++)
        {
            double step = (double)set.Resolutions[j] * _scale[j];
            largest = Math.Max(largest, step * step);
            for (int k = 0; k < Rank; k++) components[k] += step * step * Component(k)[j] * Component(k)[j];
        }

        return (components, Math.Max(largest, SmallestLimit));
    }

    private static void SortByStrength(double[] eigenvalues, double[] basis, int d)
    {
        int[] order =
            [.. Enumerable.Range(0, eigenvalues.Length).OrderByDescending(k => eigenvalues[k]).ThenBy(k => k)];
        double[] values = [.. eigenvalues];
        double[] vectors = [.. basis];
        for (int k = 0; k < order.Length; k++)
        {
            eigenvalues[k] = values[order[k]];
            vectors.AsSpan(order[k] * d, d).CopyTo(basis.AsSpan(k * d));
        }
    }

    private (double Spe, double T2) Quantiles(TrainingSet set)
    {
        var spe = new double[set.Count];
        var t2 = new double[set.Count];
        for (int i = 0; i < set.Count; i++)
        {
            var score = Score(set.Row(i));
            (spe[i], t2[i]) = (score.Spe, score.T2);
        }

        Array.Sort(spe);
        Array.Sort(t2);
        int at = (int)Math.Ceiling(LimitQuantile * set.Count) - 1;
        return (spe[at], t2[at]);
    }
}
