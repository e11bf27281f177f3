using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// A regression in which each class has a level of its own, by taking the weighted mean of its class from every value and
/// column (Frisch and Waugh, Econometrica 1, 1933), with the weights of Huber.
/// </summary>
internal sealed class WithinClasses
{
    private readonly float[] _values;
    private readonly int[] _classes;
    private readonly int _classCount;
    private readonly int _levels;

    public WithinClasses(ReadOnlySpan<float> values, ReadOnlySpan<int> classes, int classCount) =>
        (_values, _classes, _classCount, _levels) = (values.ToArray(), classes.ToArray(), classCount, Count(classes, classCount));

    /// <summary>What was found of each column.</summary>
    /// <param name="columns">What the values may depend on.</param>
    /// <param name="passes">How often weights are made anew.</param>
    /// <param name="leastOff">What is off by less counts in full.</param>
    public FittedColumn[] Solve(float[][] columns, int passes, double leastOff)
    {
        int n = _values.Length, k = columns.Length;
        var weights = new double[n];
        Array.Fill(weights, 1);
        var result = new FittedColumn[k];
        var off = new float[n];
        for (int pass = 0; pass < passes; pass++)
        {
            double[] values = Centred(_values, weights);
            double[][] centred = [.. columns.Select(column => Centred(column, weights))];
            var inverse = Inverse(centred, weights);
            var factors = new double[k];
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j < k; j++) factors[i] += inverse[i, j] * Sum(centred[j], values, weights);
            }

            double squares = 0, all = 0;
            double[] own = new double[k], rests = new double[k];
            for (int move = 0; move < n; move++)
            {
                double rest = values[move];
                for (int i = 0; i < k; i++) rest -= factors[i] * centred[i][move];
                for (int i = 0; i < k; i++)
                {
                    double square = centred[i][move] * centred[i][move];
                    own[i] += square;
                    rests[i] += square * rest * rest;
                }

                squares += weights[move] * rest * rest;
                all += weights[move];
                off[move] = (float)Math.Abs(rest);
            }

            double variance = Math.Max(squares / Math.Max(1, all - k - _levels), 1e-8);
            for (int i = 0; i < k; i++)
                result[i] = new(factors[i], Math.Sqrt(variance * inverse[i, i]), inverse[i, i] > 0 ? 1 / inverse[i, i] : 0, own[i], rests[i]);
            double tolerance = Math.Max(leastOff, 2 * Quantiles.SortedMedian([.. off]));
            for (int move = 0; move < n; move++) weights[move] = off[move] <= tolerance ? 1 : tolerance / off[move];
        }

        return result;
    }

    private double[] Centred(float[] column, double[] weights)
    {
        double[] sums = new double[_classCount], counts = new double[_classCount];
        for (int i = 0; i < column.Length; i++)
        {
            sums[_classes[i]] += weights[i] * column[i];
            counts[_classes[i]] += weights[i];
        }

        var centred = new double[column.Length];
        for (int i = 0; i < column.Length; i++) centred[i] = column[i] - (sums[_classes[i]] / counts[_classes[i]]);
        return centred;
    }

    private static int Count(ReadOnlySpan<int> classes, int classCount)
    {
        var seen = new bool[classCount];
        foreach (int own in classes) seen[own] = true;
        return seen.Count(own => own);
    }

    private static double Sum(double[] a, double[] b, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += weights[i] * a[i] * b[i];
        return sum;
    }

    // By elimination with the greatest pivot; a column that the others make up has no part in it.
    private static double[,] Inverse(double[][] columns, double[] weights)
    {
        int k = columns.Length;
        var left = new double[k, k];
        var right = new double[k, k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++) left[i, j] = Sum(columns[i], columns[j], weights);
            right[i, i] = 1;
        }

        for (int column = 0; column < k; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < k; row++)
                if (Math.Abs(left[row, column]) > Math.Abs(left[pivot, column])) pivot = row;
            if (Math.Abs(left[pivot, column]) < 1e-9) return new double[k, k];
            for (int j = 0; j < k; j++)
            {
                (left[pivot, j], left[column, j]) = (left[column, j], left[pivot, j]);
                (right[pivot, j], right[column, j]) = (right[column, j], right[pivot, j]);
            }

            double by = 1 / left[column, column];
            for (int j = 0; j < k; j++) (left[column, j], right[column, j]) = (left[column, j] * by, right[column, j] * by);
            for (int row = 0; row < k; row++)
            {
                double factor = left[row, column];
                if (row == column || factor == 0) continue;
                for (int j = 0; j < k; j++)
                {
                    left[row, j] -= factor * left[column, j];
                    right[row, j] -= factor * right[column, j];
                }
            }
        }

        return right;
    }
}

/// <summary>What a regression found of a column.</summary>
/// <param name="Factor">Of it.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Seen">Sum of squares of the column that is no other's, by the weights: how much of it was seen.</param>
/// <param name="Squares">Sum of its squares, whatever the weights.</param>
/// <param name="Rests">Sum of its squares by those of what is left: how far those that have it are off.</param>
internal readonly record struct FittedColumn(double Factor, double Error, double Seen, double Squares, double Rests);
