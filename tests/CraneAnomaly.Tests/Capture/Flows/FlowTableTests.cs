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
    public void Indexer_ReferenceAcrossGrowth_StaysTheSameFlow()
    {
        var table = new FlowTable(100_000, Idle, new KeyedHash(1));
        int place = table.Add(Key(0), FlowClass.Stream, 0);
        ref Flow flow = ref table[place];
        for (int i = 1; i < 50_000; i++) table.Add(Key(i), FlowClass.Stream, i);
        flow.Session = 77;
        Assert.Equal(77, table[table.Find(Key(0))].Session);
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

            // Linear probing at load one half: 1.5 on average (Knuth, 6.4).
            Assert.InRange(sum / (double)Count, 1, 1.7);
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

    private static FlowKey Key(int id) =>
        new(IpAddress.FromV4((uint)id), IpAddress.FromV4(0xC0A80001), (ulong)(id & 7) << 24 | 502 << 8 | 6, 0);

    private static FlowKey Crafted(string pattern, uint i) => pattern switch
    {
        "last octet" => V4(0x0A000000 + i, 0x0A000001, 502, 502),
        "ephemeral ports" => V4(0x0A000000 + i % 250, 0x0A0000FE, (ushort)(49152 + i / 250), 502),
        "same port on both sides" => V4(0x0A000000 + i, 0x0A010000 + i, 2222, 2222),
        "crafted against multiply and add" => V4(i, 0u - i * 0x9E3779B1, 1, 1),
        "crafted high bits" => V4(i << 20, i << 20, (ushort)(i << 4), 0),
        "IPv6 interface identifiers" => new(new(0xFE80UL << 48, i), new(0xFE80UL << 48, (ulong)i << 32), 6, 0),
        _ => new(IpAddress.FromV4(1), IpAddress.FromV4(2), 6, (ulong)i << 48),
    };

    private static FlowKey V4(uint first, uint second, ushort p, ushort q) =>
        new(IpAddress.FromV4(first), IpAddress.FromV4(second), (ulong)p << 24 | (ulong)q << 8 | 6, 0);
}
