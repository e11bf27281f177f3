using BenchmarkDotNet.Attributes;
using CraneAnomaly.Detectors.Series;

namespace CraneAnomaly.Benchmarks.Detectors;

/// <summary>Rows of numbers to scores; one operation is a row.</summary>
public class SeriesScorerBenchmarks
{
    private const int Rows = 4096;
    private const long MinuteNs = 60_000_000_000;

    private SeriesScorer _scorer = new(1);
    private double[] _values = [];
    private long _row;

    [Params(1, 8, 12, 43)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Learn()
    {
        var draw = new Random(1);
        _scorer = new(Columns);
        _values = [.. Enumerable.Range(0, Rows * Columns).Select(i => Math.Sin(i / Columns * 0.01) + 0.3 * draw.NextDouble())];
        Score();
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Score()
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
            sum += _scorer.Next(_values.AsSpan(i * Columns, Columns), _row++ * MinuteNs).PValue;
        return sum;
    }
}
