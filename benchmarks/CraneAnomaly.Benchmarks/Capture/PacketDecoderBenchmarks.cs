using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Capture;

/// <summary>Ethernet, IPv4 and TCP headers of frames that lie ready; one operation is a packet.</summary>
public class PacketDecoderBenchmarks
{
    private const int Flows = 64, Polls = 512;

    private readonly PollingCapture _capture = new(Flows, Polls);
    private readonly PacketDecoder _decoder = new(Limits.Default);
    private DecodedPacket _decoded;

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long Decode()
    {
        long payload = 0;
        for (int i = 0; i < _capture.Packets; i++)
        {
            _decoder.Decode(_capture.Describe(i), _capture.Frame(i), ref _decoded, out _, out _);
            payload += _decoded.PayloadLength;
        }

        return payload;
    }
}
