using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture.Bytes;

namespace CraneAnomaly.Benchmarks.Pipeline;

/// <summary>
/// Whole pipelines over a capture in memory of 256 Modbus connections that never end, in the steady state: from the
/// bytes of the file to records, to lines, and to judgement by a learned baseline. One operation is a packet.
/// </summary>
public class PipelineBenchmarks
{
    private const int Flows = 256, Polls = 512;

    private readonly PollingCapture _capture = new(Flows, Polls);
    private readonly Count _count = new();
    private RecordPipeline<Count.RecordSink> _records = null!;
    private RecordPipeline<LateWriter.Sink> _lines = null!;
    private DetectionPipeline _detect = null!;

    [GlobalSetup]
    public void Begin()
    {
        _records = new(new(_count));
        (_lines, _) = LateWriter.CreatePipeline(Stream.Null, "crane-7.pcap");
        _detect = DetectionPipeline.Create(Learn());
        for (int i = 0; i < 3; i++)
        {
            _capture.Advance();
            Records();
            RecordsAsNdjson();
            Detect();
        }

        // Each of the eight masters writes, which nobody has signed off; more is not to be found.
        if (_detect.Statistics.Findings > 8) throw new InvalidOperationException("Normal traffic was found unusual.");
    }

    [IterationSetup]
    public void Advance() => _capture.Advance();

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long Records() => _records.RunAsync(Open()).GetAwaiter().GetResult().Packets;

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long RecordsAsNdjson() => _lines.RunAsync(Open()).GetAwaiter().GetResult().Packets;

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long Detect() => _detect.RunAsync(Open()).GetAwaiter().GetResult().Packets;

    private ContiguousPipeReader Open() => new(new MemoryStream(_capture.Bytes), blocking: true, 1 << 20);

    private Baseline Learn()
    {
        var learner = new BaselineLearner();
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < _capture.Packets; i++)
            {
                learner.Process(
                    _capture.Frame(i), 1, DateTimeOffset.UnixEpoch.AddTicks(_capture.Describe(i).TimestampNs / 100));
            }

            _capture.Advance();
        }

        return learner.Complete(train: null);
    }
}
