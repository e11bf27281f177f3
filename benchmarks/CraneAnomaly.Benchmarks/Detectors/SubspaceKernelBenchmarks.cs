using BenchmarkDotNet.Attributes;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;

namespace CraneAnomaly.Benchmarks.Detectors;

/// <summary>A row of command features against a subspace of four components; one operation is a row.</summary>
public class SubspaceKernelBenchmarks
{
    private const int Rows = 1024, Rank = 4;

    private TrainingSet _set = null!;
    private SubspaceKernel _kernel = null!;

    [GlobalSetup]
    public void Fit()
    {
        int columns = CommandWindows.Columns.Count;
        var values = new float[Rows * columns];
        for (int i = 0; i < values.Length; i++) values[i] = (float)Math.Sin((i % columns) + (i / columns * 0.37));
        _set = new(CommandWindows.Model, CommandWindows.Columns, values);
        var ones = Enumerable.Repeat(1f, columns).ToArray();

        // Any orthonormal basis costs the same.
        var basis = Enumerable.Range(0, Rank).Select(k => Enumerable.Range(0, columns).Select(j => j == k ? 1f : 0).ToArray());
        _kernel = SubspaceKernel.FromBasis(_set, new float[columns], ones, new float[columns], [.. basis]);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Score()
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++) sum += _kernel.Score(_set.Row(i)).Max;
        return sum;
    }
}
