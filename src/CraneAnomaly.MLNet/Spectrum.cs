namespace CraneAnomaly.MLNet;

/// <summary>
/// The variances along the principal axes of rows, strongest first: how many components a model needs, and how many
/// the rows have at all. ML.NET's trainer must be told both, and fails when it is asked for more than there are.
/// </summary>
internal static class Spectrum
{
    // Jacobi converges quadratically; ten sweeps are enough for any matrix of this size in double precision.
    private const int MostSweeps = 30;

    /// <summary>
    /// The eigenvalues of the covariance of rows of <paramref name="d"/> values, every <paramref name="stride"/>-th row
    /// taken.
    /// </summary>
    public static double[] Of(float[] rows, int d, int stride)
    {
        double[,] covariance = Covariance(rows, d, stride);
        Diagonalise(covariance);
        var values = new double[d];
        for (int j = 0; j < d; j++) values[j] = Math.Max(covariance[j, j], 0);
        Array.Sort(values);
        Array.Reverse(values);
        return values;
    }

    private static double[,] Covariance(float[] rows, int d, int stride)
    {
        int count = 0;
        var mean = new double[d];
        for (int i = 0; i < rows.Length; i += d * stride, count++)
        {
            for (int j = 0; j < d; j++) mean[j] += rows[i + j];
        }

        for (int j = 0; j < d; j++) mean[j] /= count;
        var covariance = new double[d, d];
        var centred = new double[d];
        for (int i = 0; i < rows.Length; i += d * stride)
        {
            for (int j = 0; j < d; j++) centred[j] = rows[i + j] - mean[j];
            for (int j = 0; j < d; j++)
            {
                for (int k = 0; k <= j; k++) covariance[j, k] += centred[j] * centred[k];
            }
        }

        for (int j = 0; j < d; j++)
        {
            for (int k = 0; k <= j; k++) covariance[k, j] = covariance[j, k] /= count;
        }

        return covariance;
    }

    // Cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5), eigenvalues alone.
    private static void Diagonalise(double[,] a)
    {
        int d = a.GetLength(0);
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double outside = 0, inside = 0;
            for (int p = 0; p < d; p++)
            {
                inside += a[p, p] * a[p, p];
                for (int q = 0; q < p; q++) outside += a[p, q] * a[p, q];
            }

            if (outside <= 1e-28 * inside) return;
            for (int p = 0; p < d - 1; p++)
            {
                for (int q = p + 1; q < d; q++) Rotate(a, p, q);
            }
        }
    }

    private static void Rotate(double[,] a, int p, int q)
    {
        if (a[p, q] == 0) return;
        double tau = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + (tau * tau)));
        double c = 1 / Math.Sqrt(1 + (t * t)), s = t * c;
        int d = a.GetLength(0);
        for (int k = 0; k < d; k++) (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (int k = 0; k < d; k++) (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
    }
}
