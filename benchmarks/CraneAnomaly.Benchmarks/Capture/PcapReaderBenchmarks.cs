using BenchmarkDotNet.Attributes;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Capture;

/// <summary>Packet records out of a pcap file in memory; one operation is a packet.</summary>
public class PcapReaderBenchmarks
{
    private const int Flows = 64, Polls = 512;

    private readonly PollingCapture _capture = new(Flows, Polls);
    private readonly Count _count = new();

    [Benchmark(OperationsPerInvoke = 2 * Flows * Polls)]
    public long Read()
    {
        var reader = CaptureFileReader<Count.PacketSink>.Create(InputFormat.Pcap, new(_count), Limits.Default);
        reader.Read(_capture.Bytes, 0);
        return _count.Packets;
    }
}
