using BenchmarkDotNet.Attributes;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Detectors.Markov;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Detectors.Scan;
using CraneAnomaly.Features;

namespace CraneAnomaly.Benchmarks.Detectors;

/// <summary>
/// Detectors with a learned reference that does not change, on normal traffic: 64 streams that go through 32 things in
/// a cycle, one every 100 ms. One operation is an event judged.
/// </summary>
public class DetectorBenchmarks
{
    private const int Streams = 64, Cycle = 32, Events = Streams * Cycle;
    private const long StepNs = 100_000_000 / Streams;

    private readonly FirstSeenDetector _firstSeen = new();
    private readonly NGramDetector _grams = new();
    private readonly MarkovDetector _markov = new();
    private readonly IntervalDetector _intervals = new();
    private readonly ScanDetector _scan = new();
    private long _now = 1_700_000_000_000_000_000;

    [GlobalSetup]
    public void Learn()
    {
        IStreamingDetector[] detectors = [_firstSeen, _grams, _markov, _intervals, _scan];
        for (int i = 0; i < 50 * Events; i++)
        {
            var observation = Next(i % Events);
            foreach (var detector in detectors)
            {
                detector.Learn(observation);
                detector.Advance(observation);
            }
        }

        foreach (var detector in detectors)
        {
            if (!detector.IsReady(Next(0))) throw new InvalidOperationException($"{detector.GetType().Name} is not ready");
        }
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public double FirstSeen() => Judge(_firstSeen);

    [Benchmark(OperationsPerInvoke = Events)]
    public double NGrams() => Judge(_grams);

    [Benchmark(OperationsPerInvoke = Events)]
    public double Markov() => Judge(_markov);

    [Benchmark(OperationsPerInvoke = Events)]
    public double Intervals() => Judge(_intervals);

    [Benchmark(OperationsPerInvoke = Events)]
    public double Scan() => Judge(_scan);

    private double Judge<TDetector>(TDetector detector) where TDetector : IStreamingDetector
    {
        double sum = 0;
        for (int i = 0; i < Events; i++)
        {
            var observation = Next(i);
            if (detector.IsReady(observation)) sum += detector.Score(observation);
            detector.Advance(observation);
        }

        return sum;
    }

    private Observation Next(int number) => new()
    {
        TimestampNs = _now += StepNs,
        Stream = new(1, (ulong)(number % Streams)),
        Key = new(3, (ulong)(number / Streams) << 16 | 8),
    };
}
