namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>Eigenvalues and -vectors of a small symmetric matrix by Jacobi's rotations (1846, Crelle 30).</summary>
internal static class SymmetricEigen
{
    private const int Sweeps = 60;

    /// <summary>Largest first; only the lower triangle of the matrix is read.</summary>
    public static IReadOnlyList<(double Value, double[] Vector)> Of(double[,] lower)
    {
        int n = lower.GetLength(0);
        var a = new double[n, n];
        var v = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            v[i, i] = 1;
            for (int j = 0; j <= i; j++) a[i, j] = a[j, i] = lower[i, j];
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    off += a[p, q] * a[p, q];
                    if (Math.Abs(a[p, q]) > 1e-300) Rotate(a, v, n, p, q);
                }
            }

            if (off < 1e-22) break;
        }

        return [.. Enumerable.Range(0, n)
            .Select(k => (a[k, k], Enumerable.Range(0, n).Select(i => v[i, k]).ToArray()))
            .OrderByDescending(pair => pair.Item1)];
    }

    private static void Rotate(double[,] a, double[,] v, int n, int p, int q)
    {
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < n; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (int k = 0; k < n; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }
    }
}
