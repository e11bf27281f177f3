using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Capture;

public class TrafficReaderTests
{
    private const byte Ack = TrafficRig.Ack, Syn = TrafficRig.Syn;

    [Property(MaxTest = 60)]
    public void Read_AnyShuffleCutAndRepeatWithinTheWindow_SameMessages(byte[] lengths, uint random)
    {
        var expected = new List<string>();
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig, clientStart: uint.MaxValue - random % 500) { StepNs = 20_000 };
        talk.Handshake();
        var segments = new List<Segment>();
        for (int i = 0; i < lengths.Length; i++)
        {
            int side = i & 1;
            string text = $"{(side == 0 ? '?' : '!')}{i}{new string('.', lengths[i])}";
            expected.Add($"{(side == 0 ? 'C' : 'S')} {text}");
            byte[] bytes = TrafficRig.Message(text);
            for (int at = 0; at < bytes.Length;)
            {
                int length = (int)Math.Min(bytes.Length - at, 1 + Next(ref random) % 90);
                segments.Add(talk.Say(side, data: bytes[at..(at + length)]));
                at += length;
            }
        }

        // Each segment up to eight places away from its own, and some of them twice.
        var sent = segments.Select((s, i) => (Place: i + (int)(Next(ref random) % 8), s)).ToList();
        sent.AddRange(segments.Where((_, i) => i % 5 == 0).Select((s, i) => (i * 5 + (int)(Next(ref random) % 20), s)));
        talk.Send([.. sent.OrderBy(s => s.Place).Select(s => s.s)]);
        rig.Reader.EndInput();
        Assert.Equal(expected, rig.Messages);
        Assert.Equal(0, rig.Counters.GapBytes);
        Assert.Equal(0, rig.Counters.Count(Violation.OverlapConflict));
    }

    [Property(MaxTest = 200)]
    public void Read_AnySegments_NoExceptionAndNothingIsLeft(uint random, byte count)
    {
        var limits = Limits.Default with { Flows = 4, OutOfOrderBytes = 2048, StreamBytes = 8192 };
        var rig = new TrafficRig(limits);
        TcpTalk[] talks = [.. Enumerable.Range(0, 6).Select(i => new TcpTalk(rig, clientPort: (ushort)(9000 + i)))];
        for (int i = 0; i < count * 4; i++)
        {
            var talk = talks[Next(ref random) % 6];
            int side = (int)(Next(ref random) >> 8 & 1);
            uint kind = Next(ref random) >> 4 & 15;
            byte flags = kind switch
            {
                0 => Syn,
                1 => Syn | Ack,
                2 => TrafficRig.Fin | Ack,
                3 => TrafficRig.Rst,
                4 => 7,
                _ => Ack,
            };
            byte[] data = kind < 5 ? [] : [.. TrafficRig.Message("?" + i), .. new byte[Next(ref random) >> 7 & 63]];
            long jump = (Next(ref random) >> 5 & 7) switch { 0 => 5_000_000, 1 => -5_000_000, 2 => 300, 3 => -9, _ => 0 };
            var segment = jump == 0 && kind > 6
                ? talk.Say(side, flags, data)
                : talk.Raw(side, (uint)(talk.Next(side) + jump), flags, data, cut: (int)(Next(ref random) >> 6 & 1) * 5);
            rig.NowNs += (Next(ref random) >> 9 & 31) == 0 ? 3_000_000_000 : 50_000;
            talk.Send(segment);
            Assert.True(rig.Counters.OpenFlows <= 4);
            Assert.True(rig.Reader.HeldBytes <= 8192);
        }

        rig.Reader.EndInput();
        Assert.Equal(0, rig.Reader.HeldBytes);
        Assert.Equal(0, rig.Counters.OpenFlows);
        Assert.Equal(rig.Counters.Flows, rig.Flows.Count);
        Assert.All(rig.Flows, f => Assert.True(f.Summary.OriginatorBytes >= 0 && f.Summary.ResponderBytes >= 0));
    }

    [Fact]
    public void Recognise_FirstBytesInPieces_WaitsAndReadsAll()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        byte[] bytes = TrafficRig.Message("?hello");
        foreach (byte b in bytes) talk.Send(talk.Say(0, data: [b]));
        Assert.Equal(["conversation modbus", "C ?hello"], rig.Lines);
    }

    [Fact]
    public void Recognise_NoProtocol_OneConversationAndNothingElse()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        for (int i = 0; i < 20; i++)
            talk.Send(talk.Say(0, data: [0xFF, 0xFF, 0xFF, 1]), talk.Say(1, data: [0xFF, 0xFF, 2]));
        Assert.Equal(["conversation unknown"], rig.Lines);
        talk.Send(talk.Say(0, "?late"));
        Assert.Equal(["conversation unknown"], rig.Lines);
    }

    [Fact]
    public void Recognise_OnlyOneSideSpeaks_IsGivenUpAfterFourPieces()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        for (int i = 0; i < 3; i++) talk.Send(talk.Say(0, data: [0xFF, 0xFF, 0xFF, 1]));
        Assert.Empty(rig.Lines);
        talk.Send(talk.Say(0, data: [1]));
        Assert.Equal(["conversation unknown"], rig.Lines);
    }

    [Fact]
    public void Recognise_FlowEndsUndecided_ConversationIsSaidBeforeTheFlow()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, data: [1]));
        rig.Reader.EndInput();
        Assert.Equal(["conversation unknown", "flow none"], rig.Lines);
    }

    [Fact]
    public void Recognise_ClientSaysNonsense_TheServersAnswerDecidesAndTheNonsenseIsRead()
    {
        // Somebody tries a PLC with what it does not understand: the answer shows what it is.
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, data: [0, 2, 1, 2]), talk.Say(1, "!refused"), talk.Say(0, "?real"));
        Assert.Equal(["conversation modbus", "C \u0001\u0002", "S !refused", "C ?real"], rig.Lines);
    }

    [Fact]
    public void Recognise_MidstreamFirstPieceInsideOfAMessage_FindsTheProtocolLater()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Send(talk.Say(0, data: [1, 2, 3, 4, 5]), talk.Say(1, "!reply"), talk.Say(0, "?request"));
        Assert.Equal(["conversation modbus", "S !reply", "C ?request"], rig.Lines);
    }

    [Fact]
    public void Recognise_MidstreamContentShowsTheClient_RolesAreSetBeforeTheFirstRecord()
    {
        // Neither port says who is the server, and the server speaks first.
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig, clientPort: 50_000, serverPort: 51_000);
        talk.Send(talk.Say(1, "!reply"), talk.Say(0, "?request"));
        rig.Reader.EndInput();
        Assert.Equal(["S !reply", "C ?request"], rig.Messages);
        Assert.Equal(51_000, rig.Flows[0].Identity.ResponderPort);
        Assert.StartsWith("D^", TrafficRig.HistoryOf(rig.Flows[0].Summary));
    }

    [Fact]
    public void Recognise_OpeningSeen_ContentDoesNotChangeTheRoles()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "!odd"));
        Assert.Equal(["C !odd"], rig.Messages);
    }

    [Fact]
    public void Recognise_Datagrams_ReadOneByOne()
    {
        var rig = new TrafficRig();
        rig.Udp("10.0.0.9", 40000, "10.0.0.1", 41000, TrafficRig.Message("?ask"));
        rig.Udp("10.0.0.1", 41000, "10.0.0.9", 40000, [.. TrafficRig.Message("!tell"), 0, 9]);
        rig.Udp("10.0.0.1", 41000, "10.0.0.9", 40000, TrafficRig.Message("!more"));
        Assert.Equal(["conversation modbus", "C ?ask", "S !tell", "S !more"], rig.Lines);
    }

    [Fact]
    public void OnPacket_Rejected_CountedAlwaysAndToldAtPowersOfTen()
    {
        var rig = new TrafficRig();
        for (int i = 1; i <= 1500; i++)
        {
            var packet = new CapturedPacket { TimestampNs = i, Frame = i, LinkType = 60_000, OriginalLength = 20 };
            rig.Reader.OnPacket(packet, new byte[10]);
        }

        Assert.Equal(1500, rig.Counters.Packets);
        Assert.Equal(1500, rig.Counters.Rejected);
        Assert.Equal(1500, rig.Counters.Truncated);
        Assert.Equal(15_000, rig.Counters.Bytes);
        Assert.Equal(1500, rig.Counters.Count(Violation.UnsupportedLinkType));
        Assert.Equal(
            [
                "violation unsupported_link_type 10 x1", "violation unsupported_link_type 90 x9",
                "violation unsupported_link_type 900 x90", "violation unsupported_link_type 9000 x900",
            ],
            rig.Lines);
    }

    [Fact]
    public void OnFileEvent_CaptureLoss_ToldEachTime()
    {
        var rig = new TrafficRig();
        for (int i = 0; i < 3; i++) rig.Reader.OnFileEvent(Violation.CaptureLoss, 5, 100, 7);
        for (int i = 0; i < 3; i++) rig.Reader.OnFileEvent(Violation.DamagedFile, 5, 100, 7);
        Assert.Equal(3, rig.Lines.Count(l => l == "violation capture_loss 7 x1"));
        Assert.Single(rig.Lines, l => l == "violation damaged_file 7 x1");
        Assert.Equal(3, rig.Counters.Count(Violation.DamagedFile));
    }

    [Fact]
    public void EndInput_ManyFlows_EndInTheOrderOfTheirFirstPackets()
    {
        var rig = new TrafficRig();
        for (int i = 0; i < 500; i++) rig.Udp("10.0.0.9", (ushort)(1000 + i * 37 % 500), "10.0.0.1", 9, [1]);
        rig.Reader.EndInput();
        Assert.Equal(rig.Flows.Select(f => f.Summary.FirstFrame).Order(), rig.Flows.Select(f => f.Summary.FirstFrame));
        Assert.Equal(500, rig.Counters.Flows);
        Assert.Equal(0, rig.Counters.OpenFlows);
    }

    [Fact]
    public void OnPacket_AMillionFlowsThroughASmallTable_BoundedCountedAndTheSameForEverySeed()
    {
        var (first, flows) = Flood(seed: 1);
        var (second, _) = Flood(seed: 0xDEADBEEF);
        Assert.Equal(first, second);
        Assert.True(flows.MostOpen <= 1024);
        Assert.Equal(1_000_000 - 1024, flows.Evicted);
        Assert.True(flows.ProtocolKept, "the flow of a decoded protocol was given up for a flood");
    }

    [Fact]
    public void OnPacket_OnePacketFromTheFuture_EndsNoFlow()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        long now = rig.NowNs;
        rig.NowNs += 3_650L * 86_400 * 1_000_000_000;
        rig.Udp("10.0.0.3", 1, "10.0.0.4", 2, [1]);
        rig.NowNs = now;
        talk.Send(talk.Say(1, "!uno"));
        Assert.Empty(rig.Flows);
        rig.NowNs += 3_650L * 86_400 * 1_000_000_000;
        for (int i = 0; i < 8; i++) rig.Udp("10.0.0.3", 1, "10.0.0.4", 2, [1]);
        Assert.Single(rig.Flows);
    }

    [Fact]
    public void OnPacket_IdleTimes_EndFlowsByClass()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        var plain = new TcpTalk(rig, clientPort: 1234, serverPort: 9999);
        plain.Handshake();
        rig.Udp("10.0.0.3", 1, "10.0.0.4", 2, [1]);
        for (int second = 0; second < 4000; second++)
        {
            rig.NowNs += 1_000_000_000;
            rig.Udp("10.0.0.5", 1, "10.0.0.6", 2, [1]);
            int expected = second < 60 ? 0 : second is > 62 and < 299 ? 1 : second is > 302 and < 3599 ? 2 : -1;
            if (expected >= 0) Assert.Equal(expected, rig.Flows.Count);
        }

        Assert.Equal(3, rig.Flows.Count);
        Assert.Equal(OtProtocol.Modbus, rig.Flows[2].Summary.Service);
    }

    [Fact]
    public void OnPacket_SteadyStateWithChurn_AllocatesNothing()
    {
        var counters = new CaptureCounters();
        var reader = new TrafficReader<CountingSink>(
            Limits.Default with { Flows = 512 }, counters, [new CountingProtocol()], default, 1);
        byte[] bytes = [0, 3, (byte)'?', 1, 2, 0, 3, (byte)'?', 1, 2];
        long now = 1_000_000_000_000;
        int round = 0;

        void Run(int rounds)
        {
            for (int end = round + rounds; round < end; round++)
            {
                uint at = 1000;
                var packet = new DecodedPacket
                {
                    Source = IpAddress.FromV4(0x0A000000 + (uint)round % 700),
                    Destination = IpAddress.FromV4(0x0A010000),
                    SourcePort = (ushort)(10_000 + round % 50_000),
                    DestinationPort = 502,
                    IpProtocol = 6,
                    Window = 1,
                };
                Send(packet with { TcpFlags = Syn, Sequence = at++, IpLength = 40 }, 0, 0);
                var back = packet with
                {
                    Source = packet.Destination,
                    Destination = packet.Source,
                    SourcePort = 502,
                    DestinationPort = packet.SourcePort,
                    TcpFlags = Ack,
                    Acknowledgement = at,
                };
                Send(back with { TcpFlags = Syn | Ack, Sequence = 1, IpLength = 40 }, 0, 0);
                for (int i = 0; i < 5; i++, at += 10)
                {
                    // In order, in two parts, and out of order.
                    var data = packet with { TcpFlags = Ack, Acknowledgement = 2 };
                    if (i == 1)
                    {
                        Send(data with { Sequence = at }, 0, 3);
                        Send(data with { Sequence = at + 3 }, 3, 7);
                    }
                    else if (i == 2)
                    {
                        Send(data with { Sequence = at + 5 }, 5, 5);
                        Send(data with { Sequence = at }, 0, 5);
                    }
                    else
                    {
                        Send(data with { Sequence = at }, 0, 10);
                    }

                    Send(back with { Sequence = 2, Acknowledgement = at + 10 }, 0, 0);
                }
            }
        }

        void Send(DecodedPacket packet, int offset, int length)
        {
            now += 100_000;
            packet.PayloadOffset = offset;
            packet.PayloadLength = packet.WirePayloadLength = length;
            packet.IpLength = 40 + length;
            var captured = new CapturedPacket { TimestampNs = now, Frame = 1 };
            reader.OnDecoded(DecodeOutcome.Tcp, captured, packet, bytes);
        }

        Run(3000);
        long pdus = counters.Pdus;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(3000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3000 * 10, counters.Pdus - pdus);
        Assert.True(counters.FlowsEvicted > 3000);
        Assert.Equal(0, counters.GapBytes);
    }

    private static (ulong Digest, (long MostOpen, long Evicted, bool ProtocolKept)) Flood(ulong seed)
    {
        var counters = new CaptureCounters();
        var reader = new TrafficReader<CountingSink>(
            Limits.Default with { Flows = 1024 }, counters, [new CountingProtocol()], default, seed);
        byte[] bytes = [0, 3, (byte)'?', 1, 2];
        var packet = new DecodedPacket { IpProtocol = 6, Window = 1, IpLength = 45, DestinationPort = 502 };
        long most = 0;
        for (uint i = 0; i < 1_000_000; i++)
        {
            // The first is a real conversation, the others a flood of SYNs or of single datagrams.
            packet.Source = IpAddress.FromV4(0x0A000000 + i * 2654435761u);
            packet.Destination = IpAddress.FromV4(0xC0A80101);
            packet.SourcePort = (ushort)i;
            packet.TcpFlags = i == 0 ? Ack : Syn;
            packet.IpProtocol = (byte)(i % 3 == 1 ? 17 : 6);
            packet.PayloadLength = packet.WirePayloadLength = i == 0 || i % 3 == 1 ? 5 : 0;
            var captured = new CapturedPacket { TimestampNs = 1_000_000_000_000 + i * 100, Frame = i + 1 };
            reader.OnDecoded(i % 3 == 1 ? DecodeOutcome.Udp : DecodeOutcome.Tcp, captured, packet, bytes);
            most = Math.Max(most, counters.OpenFlows);
        }

        bool kept = counters.OpenFlows == 1024 && reader.Sink.ProtocolFlowsEnded == 0;
        reader.EndInput();
        return (reader.Sink.Digest, (most, counters.FlowsEvicted, kept));
    }

    private static uint Next(ref uint state) => state = state * 1_664_525 + 1_013_904_223 ^ state >> 15;

    private struct CountingSink : IRecordSink
    {
        public ulong Digest;
        public long ProtocolFlowsEnded;

        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind == RecordKind.Flow && body.Summary.Service != OtProtocol.Unknown) ProtocolFlowsEnded++;
            ulong part = (ulong)record.Frame << 24 ^ (ulong)(uint)record.Flow << 8 ^ (ulong)record.Kind
                ^ (ulong)record.Violation << 56 ^ body.Flow.Originator.Low;
            Digest = (Digest ^ part) * 0x9E37_79B9_7F4A_7C15 ^ Digest >> 29;
        }
    }

    private sealed class CountingProtocol : ProtocolFactory<CountingSink>
    {
        public override OtProtocol Protocol => OtProtocol.Modbus;

        public override byte Transport => 6;

        public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
            payload.Length < 3 ? ProbeResult.Unsure : payload[0] == 0 ? ProbeResult.Client : ProbeResult.No;

        public override ProtocolReader<CountingSink> Create() => new CountingReader();
    }

    private sealed class CountingReader : ProtocolReader<CountingSink>
    {
        public override OtProtocol Protocol => OtProtocol.Modbus;

        public override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref CountingSink sink)
        {
            int at = 0;
            for (; stream.Length - at >= 5; at += 5)
            {
                Pdus++;
                var record = context.NewRecord(Protocol, RecordKind.Request);
                sink.OnRecord(record, new(in context.Identity, default, stream.Slice(at, 5)));
            }

            return at;
        }

        public override void OnGap(long bytes, in StreamContext context, ref CountingSink sink)
        {
        }

        public override void OnEnd(in StreamContext context, ref CountingSink sink)
        {
        }

        public override void Reset() => Pdus = 0;
    }
}
