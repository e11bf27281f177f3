using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Tests.Protocols.Sessions.Http;

public class HttpContentTests
{
    // A protocol that has a reader must not hide what its messages carry.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ContainerNumberInABody_IsTold_WhetherDecodedOrNot(bool decoded)
    {
        var found = new List<int>();
        uint sequence = 1_000;
        var reader = new TrafficReader<Sink>(
            Limits.Default, new CaptureCounters(), decoded ? ProtocolCatalog.Create<Sink>(Limits.Default, new()) : [], new Sink(found), 1);
        const string Body = "{\"container\":\"CSQU3054383\"}";
        Send(1, Encoding.ASCII.GetBytes($"POST /jobs HTTP/1.1\r\nHost: tos\r\nContent-Length: {Body.Length * 2}\r\n\r\n{Body}"));
        Send(2, Encoding.ASCII.GetBytes(Body));

        Assert.Equal([1, 1], found);

        void Send(long frame, byte[] payload)
        {
            byte[] packet =
            [
                2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 0, 0, (byte)frame, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 9, 10, 0, 0, 1,
                0xC0, 0, 0x1F, 0x90, 0, 0, 0, 0, 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0, .. payload,
            ];
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(16), (ushort)(packet.Length - 14));
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(38), sequence);
            sequence += (uint)payload.Length;
            reader.OnPacket(
                new() { TimestampNs = frame * 1_000_000_000, Frame = frame, LinkType = LinkTypes.Ethernet, OriginalLength = packet.Length }, packet);
        }
    }

    private readonly struct Sink(List<int> found) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind == RecordKind.Content && body.Is<ContentBody>()) found.Add((int)body.Content.Count);
        }
    }
}
