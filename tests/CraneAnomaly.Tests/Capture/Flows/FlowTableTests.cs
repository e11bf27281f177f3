using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Capture.Flows;

public class FlowTableTests
{
    private const long Second = 1_000_000_000;

    private static readonly long[] Idle =
        [5 * Second, 5 * Second, 60 * Second, 300 * Second, 60 * Second, 300 * Second, 60 * Second, 3600 * Second];

    [Fact]
    public void Flow_Size_IsThreeCacheLinesAndHoldsNoReferences()
    {
        Assert.Equal(192, Unsafe.SizeOf<Flow>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<Flow>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<FlowDetails>());
    }

    [Property]
    public void Find_AfterAnyAddsAndRemoves_AgreesWithADictionary(ushort[] steps, ulong seed)
    {
        var table = new FlowTable(1000, Idle, new KeyedHash(seed));
        var expected = new Dictionary<int, int>();
        foreach (ushort step in steps)
        {
            int id = step % 97;
            var key = Key(id);
            Assert.Equal(expected.TryGetValue(id, out int place) ? place : -1, table.Find(key));
            if (expected.Remove(id)) table.Remove(place);
            else expected[id] = table.Add(key, FlowClass.Stream, step);
        }

        Assert.Equal(expected.Count, table.Count);
        foreach (var (id, place) in expected) Assert.Equal(place, table.Find(Key(id)));
        for (int id = 100; id < 200; id++) Assert.Equal(-1, table.Find(Key(id)));
    }

    [Fact]
    public void Indexer_PlaceAcrossGrowth_StaysThatOfTheFlow()
    {
        const int Count = 50_000;
        var table = new FlowTable(Count, Idle, new KeyedHash(1));
        for (int i = 0; i < Count; i++)
        {
            int place = table.Add(Key(i), FlowClass.Stream, i);
            table[place].Session = i;
            table.Details(place).FirstFrame = i;
        }

        Assert.Equal(table.Capacity, table.Count);
        for (int i = 0; i < Count; i++)
        {
            int place = table.Find(Key(i));
            Assert.Equal((i, i), (table[place].Session, table.Details(place).FirstFrame));
        }
    }

    [Theory]
    [InlineData("last octet")]
    [InlineData("ephemeral ports")]
    [InlineData("same port on both sides")]
    [InlineData("crafted against multiply and add")]
    [InlineData("crafted high bits")]
    [InlineData("IPv6 interface identifiers")]
    [InlineData("paths")]
    public void Probes_RegularOrCraftedKeys_StayShort(string pattern)
    {
        const int Count = 4096;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var table = new FlowTable(Count, Idle, new KeyedHash(seed));
            for (int i = 0; i < Count; i++) table.Add(Crafted(pattern, (uint)i), FlowClass.Stream, i);
            long sum = 0, most = 0;
            for (int i = 0; i < Count; i++)
            {
                int probes = table.Probes(Crafted(pattern, (uint)i));
                sum += probes;
                most = Math.Max(most, probes);
            }

            // Linear probing at load one quarter: 1.17 on average (Knuth, 6.4).
            Assert.InRange(sum / (double)Count, 1, 1.3);
            Assert.InRange(most, 1, 60);
        }
    }

    [Fact]
    public void Victim_ByClass_SinglePacketsFirstAndProtocolsLast()
    {
        var table = new FlowTable(100, Idle, new KeyedHash(1));
        int protocol = table.Add(Key(1), FlowClass.Protocol, 1);
        int stream = table.Add(Key(2), FlowClass.Stream, 2);
        int datagram = table.Add(Key(3), FlowClass.Datagram, 3);
        int single = table.Add(Key(4), FlowClass.SingleStream, 4);
        int attempt = table.Add(Key(5), FlowClass.Attempt, 5);
        int closed = table.Add(Key(6), FlowClass.Closed, 6);
        foreach (int expected in new[] { closed, single, attempt, stream, datagram, protocol })
        {
            Assert.Equal(expected, table.Victim());
            table.Remove(expected);
        }
    }

    [Fact]
    public void NextOver_OnlyWhatIsIdleForItsClass()
    {
        var table = new FlowTable(100, Idle, new KeyedHash(1));
        int attempt = table.Add(Key(1), FlowClass.Attempt, 0);
        int udp = table.Add(Key(2), FlowClass.Datagram, 0);
        table.Add(Key(3), FlowClass.Protocol, 0);
        Assert.Equal(-1, table.NextOver(5 * Second));
        Assert.Equal(attempt, table.NextOver(6 * Second));
        table.Remove(attempt);
        Assert.Equal(-1, table.NextOver(60 * Second));
        Assert.Equal(udp, table.NextOver(61 * Second));
        table[udp].LastNs = 30 * Second;
        table.Refresh(udp, 30 * Second);
        Assert.Equal(-1, table.NextOver(61 * Second));
    }

    [Property]
    public void KeyOf_BothDirections_SameKeyOtherSide(uint a, uint b, ushort p, ushort q)
    {
        var packet = new DecodedPacket
        {
            Source = IpAddress.FromV4(a),
            Destination = IpAddress.FromV4(b),
            SourcePort = p,
            DestinationPort = q,
            IpProtocol = 6,
        };
        var back = packet;
        (back.Source, back.Destination) = (packet.Destination, packet.Source);
        (back.SourcePort, back.DestinationPort) = (q, p);
        var key = FlowKey.Of(packet, out int side);
        var other = FlowKey.Of(back, out int otherSide);
        Assert.True(FlowKey.Same(key, other));
        if (a != b || p != q) Assert.NotEqual(side, otherSide);
    }

    [Property]
    public void KeyOf_AnyTwoPackets_SameKeyOnlyForTheSameConversation(
        ulong[] addresses, ushort p, ushort q, byte protocol, int shift)
    {
        // Addresses that agree in one part or another: zero, IPv4-mapped, and of both halves.
        IpAddress[] ends =
        [
            default, IpAddress.FromV4(7), IpAddress.FromV4(7 << 16), new(0, 7), new(0, 7UL << 48), new(7, 0),
            .. addresses.SelectMany(a => new IpAddress[]
            {
                new(a, a), new(0, a), new(a, 0), new(a << (shift & 63), a), IpAddress.FromV4((uint)a), new(0, a >> 16),
            }),
        ];
        var seen = new List<((IpAddress, ushort), (IpAddress, ushort), FlowKey Key)>();
        foreach (var from in ends.Take(14))
        {
            foreach (var to in ends.Take(14))
            {
                foreach (var (fromPort, toPort) in new[] { (p, q), (q, p) })
                {
                    var key = FlowKey.Between(from, fromPort, to, toPort, protocol, 0, out int side);
                    var back = FlowKey.Between(to, toPort, from, fromPort, protocol, 0, out int otherSide);
                    Assert.True(FlowKey.Same(key, back));
                    if (from != to || fromPort != toPort) Assert.NotEqual(side, otherSide);
                    seen.Add(((from, fromPort), (to, toPort), key));
                }
            }
        }

        foreach (var (a, b, key) in seen)
        {
            foreach (var (c, d, other) in seen)
                Assert.Equal((a == c && b == d) || (a == d && b == c), FlowKey.Same(key, other));
        }
    }

    private static FlowKey Key(int id) => V4((uint)id, 0xC0A80001, (ushort)(id & 7), 502);

    private static FlowKey Crafted(string pattern, uint i) => pattern switch
    {
        "last octet" => V4(0x0A000000 + i, 0x0A000001, 502, 502),
        "ephemeral ports" => V4(0x0A000000 + i % 250, 0x0A0000FE, (ushort)(49152 + i / 250), 502),
        "same port on both sides" => V4(0x0A000000 + i, 0x0A010000 + i, 2222, 2222),
        "crafted against multiply and add" => V4(i, 0u - i * 0x9E3779B1, 1, 1),
        "crafted high bits" => V4(i << 20, i << 20, (ushort)(i << 4), 0),
        "IPv6 interface identifiers" => FlowKey.Between(new(0xFE80UL << 48, i), 0, new(0xFE80UL << 48, (ulong)i << 32), 0, 6, 0, out _),
        _ => FlowKey.Between(IpAddress.FromV4(1), 0, IpAddress.FromV4(2), 0, 6, (ulong)i << 48, out _),
    };

    private static FlowKey V4(uint first, uint second, ushort p, ushort q) =>
        FlowKey.Between(IpAddress.FromV4(first), p, IpAddress.FromV4(second), q, 6, 0, out _);
}
