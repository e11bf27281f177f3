using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Protocols.Modbus;

/// <summary>A request and its response: framing, decoding, pairing. One operation is the pair.</summary>
public class ModbusReaderBenchmarks
{
    private const int Pairs = PollingCapture.Cycle;

    private readonly Count _count = new();
    private readonly byte[][] _requests = new byte[Pairs][];
    private readonly byte[][] _responses = new byte[Pairs][];
    private readonly ProtocolReader<Count.RecordSink> _reader =
        new ModbusFactory<Count.RecordSink>(Limits.Default, new()).Create();

    private FlowIdentity _identity = new()
    {
        Originator = IpAddress.FromV4(0x0A00_0001),
        Responder = IpAddress.FromV4(0x0A01_0001),
        OriginatorPort = 49_152,
        ResponderPort = 502,
        IpProtocol = 6,
        Vlan = -1,
    };

    private Count.RecordSink _sink;
    private long _now = PollingCapture.StartNs;

    [GlobalSetup]
    public void Write()
    {
        _sink = new(_count);
        for (int i = 0; i < Pairs; i++)
        {
            var (request, response) = PollingCapture.Exchange(i);
            _requests[i] = PollingCapture.Adu(i, request);
            _responses[i] = PollingCapture.Adu(i, response);
        }
    }

    [Benchmark(OperationsPerInvoke = Pairs)]
    public long RequestAndResponse()
    {
        for (int i = 0; i < Pairs; i++)
        {
            _now += 1_000_000;
            _reader.Read(_requests[i], new(ref _identity) { TimestampNs = _now }, ref _sink);
            _reader.Read(_responses[i], new(ref _identity) { TimestampNs = _now + 500_000, FromResponder = true }, ref _sink);
        }

        return _count.Pdus;
    }
}
