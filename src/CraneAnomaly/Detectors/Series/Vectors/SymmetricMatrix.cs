namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>What is asked of small symmetric matrices, row by row in one array.</summary>
internal static class SymmetricMatrix
{
    private const int MostSweeps = 60;

    /// <summary>Solves A X = B for several right-hand sides by Cholesky's factorisation; both are overwritten, and
    /// <paramref name="right"/> (one right-hand side a row) becomes the solutions.</summary>
    public static void Solve(double[] matrix, int size, double[] right)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i * size + j];
                for (int k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
                matrix[i * size + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / matrix[j * size + j];
            }
        }

        for (int at = 0; at < right.Length; at += size)
        {
            var x = right.AsSpan(at, size);
            for (int i = 0; i < size; i++)
            {
                for (int k = 0; k < i; k++) x[i] -= matrix[i * size + k] * x[k];
                x[i] /= matrix[i * size + i];
            }

            for (int i = size - 1; i >= 0; i--)
            {
                for (int k = i + 1; k < size; k++) x[i] -= matrix[k * size + i] * x[k];
                x[i] /= matrix[i * size + i];
            }
        }
    }

    /// <summary>Eigenvalues, largest first, and their vectors (one a row), by Jacobi's rotations.</summary>
    public static (double[] Values, double[] Vectors) Eigen(double[] matrix, int size)
    {
        double[] a = [.. matrix], v = new double[size * size];
        for (int i = 0; i < size; i++) v[i * size + i] = 1;
        for (int sweep = 0; sweep < MostSweeps && OffDiagonal(a, size) > 1e-18; sweep++)
        {
            for (int p = 0; p < size; p++)
                for (int q = p + 1; q < size; q++) Rotate(a, v, size, p, q);
        }

        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => a[i * size + i])];
        double[] vectors = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int k = 0; k < size; k++) vectors[i * size + k] = v[k * size + order[i]];
        return ([.. order.Select(i => a[i * size + i])], vectors);
    }

    private static double OffDiagonal(double[] a, int size)
    {
        double sum = 0;
        for (int p = 0; p < size; p++)
            for (int q = p + 1; q < size; q++) sum += a[p * size + q] * a[p * size + q];
        return sum;
    }

    private static void Rotate(double[] a, double[] v, int size, int p, int q)
    {
        double off = a[p * size + q];
        if (Math.Abs(off) < 1e-300) return;
        double theta = (a[q * size + q] - a[p * size + p]) / (2 * off);
        double tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double cosine = 1 / Math.Sqrt(tangent * tangent + 1), sine = tangent * cosine;
        for (int k = 0; k < size; k++)
        {
            (double x, double y) = (a[k * size + p], a[k * size + q]);
            (a[k * size + p], a[k * size + q]) = (cosine * x - sine * y, sine * x + cosine * y);
            (x, y) = (v[k * size + p], v[k * size + q]);
            (v[k * size + p], v[k * size + q]) = (cosine * x - sine * y, sine * x + cosine * y);
        }

        for (int k = 0; k < size; k++)
        {
            (double x, double y) = (a[p * size + k], a[q * size + k]);
            (a[p * size + k], a[q * size + k]) = (cosine * x - sine * y, sine * x + cosine * y);
        }
    }
}
