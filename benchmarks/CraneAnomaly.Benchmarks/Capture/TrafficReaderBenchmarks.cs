using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Capture;

/// <summary>
/// Frames of 256 TCP connections, all in order, into a reader that knows them: decoding and flows, then with the
/// Modbus of it too. One operation is a packet.
/// </summary>
public class TrafficReaderBenchmarks
{
    private const int Flows = 256, Polls = 512;

    private readonly PollingCapture _capture = new(Flows, Polls);
    private readonly Count _count = new();
    private TrafficReader<Count.RecordSink> _plain = null!, _modbus = null!;

    [GlobalSetup]
    public void Begin()
    {
        _plain = new(Limits.Default, new(), [], new(_count));
        _modbus = new(Limits.Default, new(), ProtocolCatalog.Create<Count.RecordSink>(Limits.Default, new()), new(_count));
        for (int i = 0; i < 3; i++)
        {
            Feed(_plain);
            Feed(_modbus);
            _capture.Advance();
        }
    }

    [IterationSetup]
    public void Advance() => _capture.Advance();

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long TcpInOrder() => Feed(_plain);

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long TcpInOrderWithModbus() => Feed(_modbus);

    private long Feed(TrafficReader<Count.RecordSink> reader)
    {
        for (int i = 0; i < _capture.Packets; i++) reader.OnPacket(_capture.Describe(i), _capture.Frame(i));
        return _count.Records;
    }
}
