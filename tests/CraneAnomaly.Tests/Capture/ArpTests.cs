using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Protocols;
using CraneAnomaly.Tests.Protocols.Sessions;

namespace CraneAnomaly.Tests.Capture;

public class ArpTests
{
    private const long Second = 1_000_000_000;
    private static readonly byte[] Requester = [2, 0, 0, 0, 0, 9], Owner = [2, 0, 0, 0, 0, 1], Nobody = new byte[6];

    private readonly List<string> _lines = [];
    private readonly TrafficReader<Sink> _reader;
    private long _nowNs = 1_000 * Second;
    private long _frame;

    public ArpTests() => _reader = new(Limits.Default, new CaptureCounters(), [], new Sink(_lines), 1);

    [Fact]
    public void QuestionAndAnswer_SayWhoHasWhat()
    {
        Send(Packet(1, Requester, [10, 0, 0, 9], Nobody, [10, 0, 0, 1]));
        Send(Packet(2, Owner, [10, 0, 0, 1], Requester, [10, 0, 0, 9]));

        Assert.Equal(
        [
            "request 1 02:00:00:00:00:09 -- sender_mac=02:00:00:00:00:09 sender_ip=10.0.0.9 target_mac=00:00:00:00:00:00 target_ip=10.0.0.1 gratuitous=F",
            "response 2 02:00:00:00:00:01 Matched sender_mac=02:00:00:00:00:01 sender_ip=10.0.0.1 target_mac=02:00:00:00:00:09 target_ip=10.0.0.9 gratuitous=F",
        ], _lines);
    }

    [Fact]
    public void AnswerThatNobodyAskedFor_Shows()
    {
        Send(Packet(1, Requester, [10, 0, 0, 9], Nobody, [10, 0, 0, 1]));
        _nowNs += 6 * Second;
        Send(Packet(2, Owner, [10, 0, 0, 1], Requester, [10, 0, 0, 9])); // too late
        Send(Packet(2, Owner, [10, 0, 0, 2], Requester, [10, 0, 0, 9]));
        Assert.All(_lines.Skip(1), line => Assert.Contains(" -- ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void OwnAddress_IsGratuitous_InATaggedFrameToo()
    {
        byte[] packet = Packet(1, Owner, [10, 0, 0, 1], Nobody, [10, 0, 0, 1]);
        Send([.. packet[..12], 0x81, 0, 0, 7, .. packet[12..]]);
        Assert.EndsWith("gratuitous=T", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPrefixAndOtherNetworks_AreNoRecord()
    {
        byte[] packet = Packet(1, Owner, [10, 0, 0, 1], Nobody, [10, 0, 0, 2]);
        for (int length = 0; length < 42; length++) Send(packet[..length]);
        packet[18] = 8; // longer hardware addresses
        Send(packet);
        Assert.DoesNotContain(_lines, line => line.Contains("sender", StringComparison.Ordinal));
    }

    [Fact]
    public void ManyPackets_AllocateNothing()
    {
        byte[] question = Packet(1, Requester, [10, 0, 0, 9], Nobody, [10, 0, 0, 1]);
        var reader = new TrafficReader<CountingSink>(Limits.Default, new CaptureCounters(), [], default, 1);
        var captured = new CapturedPacket { TimestampNs = _nowNs, Frame = 1, LinkType = LinkTypes.Ethernet, OriginalLength = question.Length };
        reader.OnPacket(captured, question);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) reader.OnPacket(captured, question);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Packet(byte operation, byte[] hardware, byte[] sender, byte[] targetHardware, byte[] target) =>
        [255, 255, 255, 255, 255, 255, .. hardware, 8, 6, 0, 1, 8, 0, 6, 4, 0, operation, .. hardware, .. sender, .. targetHardware, .. target];

    private void Send(byte[] frame) => _reader.OnPacket(
        new() { TimestampNs = _nowNs, Frame = ++_frame, LinkType = LinkTypes.Ethernet, OriginalLength = frame.Length }, frame);

    private readonly struct Sink(List<string> lines) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Protocol != OtProtocol.Arp)
            {
                lines.Add(record.Violation.Name());
                return;
            }

            string flags = record.Flags == RecordFlags.None ? "--" : record.Flags.ToString();
            lines.Add($"{record.Kind.Name()} {record.FunctionCode} {body.Flow.OriginatorMac} {flags} "
                + string.Join(' ', FactText.Of(body.Payload).Select(fact => $"{fact.Key}={fact.Value}")));
        }
    }
}
