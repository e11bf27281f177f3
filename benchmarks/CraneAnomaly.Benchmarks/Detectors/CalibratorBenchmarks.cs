using BenchmarkDotNet.Attributes;
using CraneAnomaly.Detectors.Calibration;

namespace CraneAnomaly.Benchmarks.Detectors;

/// <summary>A score to its p-value, against a full set of calibration scores; one operation is a score.</summary>
public class CalibratorBenchmarks
{
    private const int Scores = 4096;

    private readonly ConformalCalibrator _calibrator = new();

    [GlobalSetup]
    public void Calibrate()
    {
        for (int i = 0; i < 10_000; i++) _calibrator.Add(i % 977);
    }

    [Benchmark(OperationsPerInvoke = Scores)]
    public double PValue()
    {
        double sum = 0;
        for (int i = 0; i < Scores; i++) sum += _calibrator.PValue(i % 1_200);
        return sum;
    }
}
