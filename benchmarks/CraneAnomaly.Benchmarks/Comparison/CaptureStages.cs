using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>The way from a file to flows, cut off after each stage.</summary>
internal sealed class CaptureStages(string path, long packets)
{
    /// <summary>The bytes of the file, not looked at.</summary>
    public Outcome Bytes()
    {
        var pipe = new ContiguousPipeReader(File.OpenHandle(path, options: FileOptions.SequentialScan), 1 << 20);
        while (true)
        {
            var read = pipe.ReadAsync().GetAwaiter().GetResult();
            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        pipe.Complete();
        return new(packets, 0);
    }

    /// <summary>Packet records.</summary>
    public Outcome PacketRecords() => Run(new Count.PacketSink(new()));

    /// <summary>Headers decoded.</summary>
    public Outcome Headers() => Run(new DecodeSink(new()));

    /// <summary>Flows followed and streams put together, with no protocol to read them.</summary>
    public Outcome Flows() =>
        Run(new TrafficPacketSink<Count.RecordSink>(new(Limits.Default, new(), [], new(new()))));

    private Outcome Run<TSink>(TSink sink) where TSink : struct, IPacketSink
    {
        using var input = new CaptureInput<TSink>(path, InputFormat.Auto, sink, Limits.Default);
        return new(input.RunAsync(default).GetAwaiter().GetResult().Packets, 0);
    }

    private sealed class Decoder
    {
        public readonly PacketDecoder Headers = new(Limits.Default);
        public DecodedPacket Decoded;
    }

    private readonly struct DecodeSink(Decoder decoder) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) =>
            decoder.Headers.Decode(packet, data, ref decoder.Decoded, out _, out _);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount)
        {
        }
    }
}
