using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary>Telemetry in memory; one operation is a message of 22 fields.</summary>
public class TelemetryReaderBenchmarks
{
    private const int Messages = 12_000;

    private readonly byte[] _json = TelemetryLines.Json(Messages);
    private readonly byte[] _anyOrder = TelemetryLines.JsonInAnyOrder(Messages);
    private readonly byte[] _flat = TelemetryLines.Flat(Messages);
    private readonly byte[] _csv = TelemetryLines.Csv(Messages);
    private readonly Count _count = new();

    [Benchmark(OperationsPerInvoke = Messages)]
    public long Json() => Read(InputFormat.Json, _json);

    [Benchmark(OperationsPerInvoke = Messages)]
    public long JsonInAnyOrder() => Read(InputFormat.Json, _anyOrder);

    [Benchmark(OperationsPerInvoke = Messages)]
    public long Flat() => Read(InputFormat.Json, _flat);

    [Benchmark(OperationsPerInvoke = Messages)]
    public long Csv() => Read(InputFormat.Csv, _csv);

    private long Read(InputFormat format, byte[] bytes)
    {
        var reader = new TelemetryReaders(Limits.Default, new(), [])
            .Create(format, new Count.PacketSink(_count), Limits.Default, peek: false);
        reader.Read(bytes, 0);
        return _count.Rows;
    }
}
