using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Benchmarks.Sinks;

/// <summary>Records of Modbus reads and writes as JSON to nowhere; one operation is a line.</summary>
public class RecordJsonWriterBenchmarks
{
    private const int Lines = 2 * PollingCapture.Cycle;

    private readonly List<RecordCopy> _records = [];
    private RecordJsonWriter _writer = null!;

    [GlobalSetup]
    public void Read()
    {
        var capture = new PollingCapture(1, PollingCapture.Cycle);
        var pipeline = new RecordPipeline<Keep>(new(_records));
        for (int i = 0; i < capture.Packets; i++)
        {
            pipeline.Process(
                capture.Frame(i), 1, DateTimeOffset.UnixEpoch.AddTicks(capture.Describe(i).TimestampNs / 100));
        }

        if (_records.Count != Lines) throw new InvalidOperationException($"{_records.Count} records");
        _writer = new(pipeline.Symbols, ["crane-7.pcap"], new OutputBuffer(Stream.Null));
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public long WriteLines()
    {
        foreach (var record in _records) _writer.OnRecord(record.Fixed, record.Body);
        return _writer.Lines;
    }

    private readonly struct Keep(List<RecordCopy> records) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind.IsPdu()) records.Add(new(record, body));
        }
    }
}
