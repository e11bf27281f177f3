using BenchmarkDotNet.Attributes;
using CraneAnomaly.Detectors.Trees;

namespace CraneAnomaly.Benchmarks.Detectors;

/// <summary>
/// A row of eight features through a hundred trees of twenty leaves and forty of eight; one operation is a row.
/// </summary>
public class TreeEnsembleKernelBenchmarks
{
    private const int Rows = 1024, Features = 8;

    private readonly float[] _rows = new float[Rows * Features];
    private TreeEnsembleKernel _kernel = null!;

    [GlobalSetup]
    public void Grow()
    {
        for (int i = 0; i < _rows.Length; i++) _rows[i] = (float)Math.Sin(i * 1.37);
        int salt = 0;
        _kernel = TreeEnsembleKernel.FromTrees(
            Features,
            [.. Enumerable.Range(0, 100).Select(_ => Tree(19, salt++))],
            [.. Enumerable.Range(0, 40).Select(_ => Tree(7, salt++))],
            1,
            0.01);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Predict()
    {
        double sum = 0;
        for (int i = 0; i < _rows.Length; i += Features)
            sum += _kernel.Predict(_rows.AsSpan(i, Features)).Residual(1);
        return sum;
    }

    // Nearly balanced: node n leads to 2n + 1 and 2n + 2, or to leaves when there are no such nodes.
    private static RegressionTree Tree(int nodes, int salt)
    {
        int leaf = 0;
        int Child(int node) => node < nodes ? node : ~leaf++;
        var (left, right) = (new int[nodes], new int[nodes]);
        for (int n = 0; n < nodes; n++) (left[n], right[n]) = (Child((2 * n) + 1), Child((2 * n) + 2));
        return new(
            left,
            right,
            [.. Enumerable.Range(0, nodes).Select(n => ((n * 5) + salt) % Features)],
            [.. Enumerable.Range(0, nodes).Select(n => (float)Math.Sin((n * 0.7) + salt))],
            [.. Enumerable.Range(0, nodes + 1).Select(n => n * 0.01)]);
    }
}
