using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Capture;

/// <summary>
/// A segment of the usual kind is taken without being described first. That is a shorter way to the same records: of real
/// frames, and of frames in which bits were turned.
/// </summary>
public class SegmentPathTests
{
    [Theory]
    [InlineData("modbus-intrusion/attack.pcap", 0)]
    [InlineData("modbus-intrusion/attack.pcap", 1)]
    [InlineData("modbus-intrusion/attack.pcap", 2)]
    [InlineData("quay/unlock-aloft/traffic.pcap", 0)]
    [InlineData("quay/unlock-aloft/traffic.pcap", 3)]
    public void Packet_AsItIs_GivesTheRecordsOfOneThatWasDescribed(string capture, int seed)
    {
        var packets = PlainCapture.Read(Path.Combine(Shared.RepositoryRoot, "datasets", capture));
        Assert.NotEmpty(packets);
        var random = new Random(seed);
        List<string> asItIs = [], described = [];
        CaptureCounters counters = new(), other = new();
        var reader = NewReader(counters, asItIs);
        var describing = NewReader(other, described);
        var decoder = new PacketDecoder(Limits.Default);
        var decoded = default(DecodedPacket);
        long frame = 0, usual = 0;
        foreach (var packet in packets)
        {
            byte[] data = packet.Data;

            // The headers, mostly: that is where ways part.
            if (seed != 0 && random.Next(4) == 0) data[random.Next(Math.Min(data.Length, 60))] ^= (byte)(1 << random.Next(8));
            var captured = new CapturedPacket
            {
                TimestampNs = packet.TimestampNs,
                Frame = ++frame,
                LinkType = packet.LinkType,
                OriginalLength = packet.OriginalLength,
            };
            if (Ipv4Segment.TryRead(captured, data, 0, out _)) usual++;
            reader.OnPacket(captured, data);
            var outcome = decoder.Decode(captured, data, ref decoded, out var bytes, out _);
            describing.OnDecoded(outcome, captured, decoded, bytes);
        }

        reader.EndInput();
        describing.EndInput();
        Assert.True(usual > packets.Count / 4, $"{usual} of {packets.Count} frames are of the usual kind");
        Assert.Equal(described, asItIs);
        Assert.Equal((other.Tcp, other.Duplicates, other.Pdus, other.Flows, other.Retransmissions, other.OutOfOrder),
            (counters.Tcp, counters.Duplicates, counters.Pdus, counters.Flows, counters.Retransmissions, counters.OutOfOrder));
    }

    private static TrafficReader<Lines> NewReader(CaptureCounters counters, List<string> lines) =>
        new(Limits.Default, counters, ProtocolCatalog.Create<Lines>(Limits.Default, new()), new Lines(lines), hashSeed: 7);

    // What is wrong with a packet alone is told where it is decoded, which here only one of the two does.
    private readonly struct Lines(List<string> lines) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Flow < 0) return;
            lines.Add($"{record.Frame} {record.TimestampNs} {record.Flow} {record.Protocol} {record.Kind} {record.Violation} {record.Flags} "
                + $"{record.FunctionCode} {record.Transaction} {body.Flow.Originator} {body.Flow.OriginatorPort} {body.Flow.OriginatorMac} "
                + $"{body.Flow.Responder} {body.Flow.ResponderPort} {body.Flow.ResponderMac} {body.Flow.Vlan} "
                + $"{Convert.ToHexString(body.Head)} {Convert.ToHexString(body.Payload)}");
        }
    }
}
