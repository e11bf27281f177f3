using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Capture.Link;
using FsCheck.Xunit;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Ip;

public class DefragmenterTests
{
    private const long Second = 1_000_000_000;

    private static readonly byte[] Payload = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    [Theory]
    [InlineData(new[] { 0, 1, 2, 3, 4 })]
    [InlineData(new[] { 4, 3, 2, 1, 0 })]
    [InlineData(new[] { 4, 0, 2, 1, 3 })]
    [InlineData(new[] { 2, 2, 0, 1, 4, 4, 3 })]
    public void Decode_FragmentsInAnyOrder_GiveTheDatagram(int[] order)
    {
        var udp = Udp(5000, 2222, Payload);
        AssertWhole(Ipv4Fragments("10.0.0.1", "10.0.0.2", udp, 24), 20);
        AssertWhole(Ipv6Fragments("fd00::1", "fd00::2", udp, 24), 40);

        void AssertWhole(PacketPart[] fragments, int header)
        {
            var decoded = new DecodedCase();
            foreach (int i in order[..^1])
                Assert.Equal(DecodeOutcome.FragmentHeld, decoded.Decode(Ethernet(Vlan(5, fragments[i]))));
            Assert.Equal(DecodeOutcome.Udp, decoded.Decode(Ethernet(Vlan(5, fragments[order[^1]]))));
            Assert.Equal(Violation.None, decoded.Violation);
            Assert.Equal(5000, decoded.Packet.SourcePort);
            Assert.Equal(Payload, decoded.Payload);
            Assert.Equal(header + 108, decoded.Packet.IpLength);
            Assert.Equal(5, decoded.Packet.Vlan);
            Assert.Equal(ClientMac, decoded.Packet.SourceMac.ToString());
        }
    }

    [Fact]
    public void Decode_PaddedLastFragment_LosesThePadding()
    {
        var fragments = Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, new byte[13]), 16);
        var decoded = new DecodedCase();

        decoded.Decode(Ethernet(fragments[0]));
        decoded.Decode(Ethernet(fragments[1]));

        Assert.Equal(13, decoded.Packet.PayloadLength);
        Assert.Equal(41, decoded.Packet.IpLength);
    }

    [Fact]
    public void Decode_FragmentsOfTunnelPackets_AreFollowedThroughout()
    {
        // Fragments in a tunnel whose own packets are fragmented.
        var inner = Ipv4Fragments("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, Payload), 64);
        var decoded = new DecodedCase();

        for (int i = 0; i < inner.Length; i++)
        {
            foreach (var outer in Ipv6Fragments("fd00::1", "fd00::2", Gre(Ethernet(inner[i])), 40, (uint)i))
                decoded.Decode(Ethernet(outer));
        }

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal("10.0.0.1:1025", decoded.From);
        Assert.Equal(Payload, decoded.Payload);
    }

    [Fact]
    public void Decode_FragmentHeaderInReassembledDatagram_IsReadOn()
    {
        var fragments = Ipv6Fragments("fd00::1", "fd00::2", Fragment(Udp(1, 2, Payload)), 64);
        var decoded = new DecodedCase();

        foreach (var fragment in fragments) decoded.Decode(Ethernet(fragment));

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal(Payload, decoded.Payload);
    }

    [Fact]
    public void Decode_SameIdOtherwiseDifferent_DoesNotMix()
    {
        var fragments = Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload), 64);
        var last = fragments[^1];
        byte[] otherProtocol = [.. last.Bytes];
        otherProtocol[9] = 6;
        var decoded = new DecodedCase();
        decoded.Decode(Ethernet(fragments[0]));

        Assert.Equal(DecodeOutcome.FragmentHeld, decoded.Decode(Ethernet(Vlan(9, last))));
        Assert.Equal(DecodeOutcome.FragmentHeld, decoded.Decode(Ethernet(last with { Bytes = otherProtocol })));
        Assert.Equal(
            DecodeOutcome.FragmentHeld,
            decoded.Decode(Ethernet(Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload), 64, id: 2)[^1])));
        Assert.Equal(
            DecodeOutcome.FragmentHeld,
            decoded.Decode(Ethernet(Ipv4Fragments("10.0.0.2", "10.0.0.1", Udp(1, 2, Payload), 64)[^1])));
        Assert.Equal(DecodeOutcome.Udp, decoded.Decode(Ethernet(last)));
    }

    [Fact]
    public void Decode_OverlapWithOtherData_KeepsTheFirstAndSaysSo()
    {
        byte[] data = Udp(1, 2, Payload);
        var first = new PacketPart(data[..64], Protocol: 17);
        var other = new PacketPart([.. Enumerable.Repeat((byte)0xEE, 24), .. data[72..]], Protocol: 17);
        var decoded = new DecodedCase();

        decoded.Decode(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", first, fragment: 0x2000)));
        decoded.Decode(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", other, fragment: 6)));

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal(Violation.FragmentOverlap, decoded.Violation);
        Assert.Equal(data[8..64], decoded.Payload[..56]);
        Assert.Equal(Enumerable.Repeat((byte)0xEE, 8), decoded.Payload[56..64]);
        Assert.Equal(data[72..], decoded.Payload[64..]);
    }

    [Theory]
    [InlineData(0x2000 | 1, 7)]
    [InlineData(0x2000, 0)]
    [InlineData(5, 0)]
    [InlineData(0x1FFF, 8)]
    [InlineData(0x3FFF, 1400)]
    public void Decode_ImpossibleFragment_IsRejected(int fragment, int length)
    {
        var part = Ipv4("10.0.0.1", "10.0.0.2", Transport(17, new byte[length]), fragment: fragment);

        var decoded = DecodedCase.Of(Ethernet(part));

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(Violation.InvalidHeader, decoded.Violation);
    }

    [Fact]
    public void Decode_FragmentsThatDisagreeOnTheEnd_AreLeftAside()
    {
        var decoded = new DecodedCase();

        Assert.Equal(DecodeOutcome.FragmentHeld, Send(16, 16, more: false));
        Assert.Equal(DecodeOutcome.Rejected, Send(16, 8, more: false));
        Assert.Equal(DecodeOutcome.Rejected, Send(32, 8, more: true));
        Assert.Equal(DecodeOutcome.Udp, Send(0, 16, more: true));
        Assert.Equal(32 - 8, decoded.Packet.PayloadLength);

        DecodeOutcome Send(int offset, int length, bool more) => decoded.Decode(Ethernet(Ipv4(
            "10.0.0.1", "10.0.0.2", Transport(17, new byte[length]),
            fragment: (more ? 0x2000 : 0) | offset / 8)));
    }

    [Fact]
    public void Decode_CutFragment_IsGivenUp()
    {
        byte[] frame = Ethernet(Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload), 64)[0]);
        var decoded = new DecodedCase();

        decoded.Decode(frame[..^8], originalLength: frame.Length);

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(Violation.FragmentEvicted, decoded.Violation);
    }

    [Fact]
    public void Decode_LateFragment_BeginsAnew()
    {
        var fragments = Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload), 64);
        var decoded = new DecodedCase();

        decoded.Decode(Ethernet(fragments[0]), timestampNs: Second);
        decoded.Decode(Ethernet(fragments[1]), timestampNs: 31 * Second + 1);

        Assert.Equal(DecodeOutcome.FragmentHeld, decoded.Outcome);
        Assert.Equal(1, decoded.Evicted);
        decoded.EvictFragments();
        Assert.Equal(2, decoded.Evicted);
    }

    [Fact]
    public void Decode_FragmentWithinPatience_Completes()
    {
        var fragments = Ipv4Fragments("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload), 64);
        var decoded = new DecodedCase();

        decoded.Decode(Ethernet(fragments[0]), timestampNs: Second);
        decoded.Decode(Ethernet(fragments[1]), timestampNs: 31 * Second);

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
    }

    [Fact]
    public void Add_BeyondTheCap_GivesUpTheOldest()
    {
        var defragmenter = new Defragmenter(new() { DefragmentationBytes = 10_000 });
        const int Opened = 1000;
        for (int i = 0; i < Opened; i++)
        {
            Assert.Equal(FragmentResult.Held, Add(defragmenter, i, 65_000, more: true, new byte[8], out _));
            Assert.InRange(defragmenter.HeldBytes, 1, 10_000);
        }

        Assert.Equal(Opened, defragmenter.Evicted + defragmenter.HeldDatagrams);
        Assert.InRange(defragmenter.HeldDatagrams, 10, 20);

        // The youngest is still there, the oldest is not.
        Assert.Equal(FragmentResult.Held, Add(defragmenter, Opened - 1, 65_008, more: false, new byte[8], out _));
        int held = defragmenter.HeldDatagrams;
        defragmenter.EvictAll();
        Assert.Equal(0, defragmenter.HeldBytes);
        Assert.Equal(Opened, defragmenter.Evicted);
        Assert.InRange(held, 10, 20);
    }

    [Fact]
    public void Add_DatagramBeyondTheCap_IsGivenUp()
    {
        var defragmenter = new Defragmenter(new() { DefragmentationBytes = 1000 });

        Assert.Equal(FragmentResult.Evicted, Add(defragmenter, 1, 0, more: true, new byte[1200], out _));

        Assert.Equal(0, defragmenter.HeldBytes);
        Assert.Equal(1, defragmenter.Evicted);
    }

    [Fact]
    public void Add_TinyFragmentsFromTheEnd_GiveTheLongestDatagram()
    {
        var defragmenter = new Defragmenter(Limits.Default);
        var result = Add(defragmenter, 1, 65_528, more: false, new byte[7], out _);
        byte[] whole = [];
        for (int offset = 65_520; offset >= 0; offset -= 8)
        {
            Assert.Equal(FragmentResult.Held, result);
            result = Add(defragmenter, 1, offset, more: true, [(byte)offset, 0, 0, 0, 0, 0, 0, 1], out whole);
        }

        Assert.Equal(FragmentResult.Complete, result);
        Assert.Equal(65_535, whole.Length);
        Assert.Equal((byte)(800 & 0xFF), whole[800]);
        Assert.Equal(0, defragmenter.HeldBytes);
    }

    [Property(MaxTest = 300)]
    public void Add_AnyFragments_KeepTheFirstByteOfEachPlace((byte At, byte Length, byte Fill)[] pieces)
    {
        // A model with one cell a byte, against the pieces.
        const int Total = 256;
        var defragmenter = new Defragmenter(Limits.Default);
        int[] model = new int[Total];
        Array.Fill(model, -1);
        foreach (var (at, size, fill) in pieces) Play(at % 28 * 8, size % 5 * 8, fill);
        for (int offset = 0; offset < Total - 16; offset += 16) Play(offset, 16, 0xAA);

        Assert.Equal(FragmentResult.Complete, Send(Total - 16, 16, 0xBB, out byte[] whole));
        for (int i = Total - 16; i < Total; i++) model[i] = model[i] < 0 ? 0xBB : model[i];
        Assert.Equal(model.Select(b => (byte)b), whole);

        void Play(int offset, int length, byte fill)
        {
            if (length == 0) return;
            bool differs = model.AsSpan(offset, length).IndexOfAnyExcept(-1, fill) >= 0;
            Assert.Equal(FragmentResult.Held, Send(offset, length, fill, out _, differs));
            foreach (ref int cell in model.AsSpan(offset, length)) cell = cell < 0 ? fill : cell;
        }

        FragmentResult Send(int offset, int length, byte fill, out byte[] whole, bool? conflict = null)
        {
            byte[] data = new byte[length];
            Array.Fill(data, fill);
            var result = Add(
                defragmenter, 1, offset, offset + length < Total, data, out whole, out bool seen);
            if (conflict is { } expected) Assert.Equal(expected, seen);
            return result;
        }
    }

    private static FragmentResult Add(
        Defragmenter defragmenter, int id, int offset, bool more, byte[] data, out byte[] whole) =>
        Add(defragmenter, id, offset, more, data, out whole, out _);

    private static FragmentResult Add(
        Defragmenter defragmenter, int id, int offset, bool more, byte[] data, out byte[] whole, out bool conflict)
    {
        byte protocol = 17;
        var key = new FragmentKey(IpAddress.FromV4(1), IpAddress.FromV4(2), 0, (uint)id, protocol);
        var result = defragmenter.Add(key, Second, offset, more, data, ref protocol, out var bytes, out conflict);
        whole = bytes.ToArray();
        return result;
    }
}
