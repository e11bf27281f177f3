using CraneAnomaly.Alerts;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>Two routers, and two hosts of one name: each is told, and what looks like it and is none is not.</summary>
public class NetworkConflictTests
{
    private const string Gateway = "10.1.0.2", Other = "10.1.0.254", Hmi = "02:00:00:00:01:01", Second = "02:00:00:00:01:02";
    private const int HourMs = 3_600_000;

    private static readonly Lazy<Baseline> s_baseline = new(() => CraneSite.Learn(With(traffic => Lease(traffic, Gateway))));

    [Fact]
    public void Lease_WithAnotherRouter_IsASecondWayOut()
    {
        var alert = Assert.Single(Judge(With(traffic => Lease(traffic, Other))));

        Assert.Equal((75, "router-offers"), (alert.Severity, alert.Detectors[0]));
        Assert.Contains($"hands out {Other} as the router by DHCP: a second way out, where it was {Gateway} while learning", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Lease_ThatIsRenewed_IsSilent() => Assert.Empty(Judge(With(traffic =>
    {
        for (int i = 0; i < 5; i++)
        {
            Lease(traffic, Gateway);
            traffic.Wait(HourMs);
        }
    })));

    [Fact]
    public void Router_OnTheDeviceList_IsSilent()
    {
        IpAddress(Other, out var address);
        Assert.Empty(Judge(
            With(traffic => Lease(traffic, Other)),
            new() { Policy = new() { Devices = [new() { Ip = address, Name = "spare", Role = "standby router" }] } }));
    }

    // A pair of routers of which one takes over, both learned.
    [Fact]
    public void Routers_ThatWereBothLearned_TakeOverSilently()
    {
        var baseline = CraneSite.Learn(With(traffic => Lease(traffic, Gateway, Other)));
        Assert.Empty(Judge(With(traffic => Lease(traffic, Other)), baseline: baseline));
    }

    [Fact]
    public void Router_WithoutABaseline_IsToldAgainstTheFirst()
    {
        var run = DetectionRun.Of(With(traffic =>
        {
            Lease(traffic, Gateway);
            traffic.Wait(1_000);
            Lease(traffic, Other);
        }), null);
        Assert.Equal(45, Assert.Single(run.Episodes, alert => alert.Type.Name == "device.conflict").Severity);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void RouterOfIpv6_ThatAdvertisesItself_IsToldUnlessItWasLearned(bool learned, int alerts)
    {
        var baseline = CraneSite.Learn(With(traffic =>
        {
            if (learned) Advertise(traffic);
        }));
        var told = Judge(With(Advertise), baseline: baseline);

        Assert.Equal(alerts, told.Count);
        Assert.All(told, alert => Assert.Equal((65, "router-advertisements"), (alert.Severity, alert.Detectors[0])));
    }

    [Fact]
    public void Name_ThatTwoDevicesSayByTurns_IsToldOnce()
    {
        var alert = Assert.Single(Judge(With(traffic => ByTurns(traffic, 6))));

        Assert.Equal((45, "name-claims"), (alert.Severity, alert.Detectors[0]));
        Assert.Contains($"both say by turns that they are called QC01-HMI (dhcp)", alert.Title, StringComparison.Ordinal);
    }

    // A card that is replaced, and a spare that takes over and gives back: each is silent when the other speaks.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Name_ThatMovesToAnotherDevice_IsSilent(int turns) => Assert.Empty(Judge(With(traffic => ByTurns(traffic, turns))));

    [Fact]
    public void Names_InMulticastAnswers_AreToldByTheirHosts()
    {
        var told = Judge(With(traffic =>
        {
            for (int i = 0; i < 4; i++)
            {
                string host = i % 2 == 0 ? "10.1.0.31" : "10.1.0.32";
                traffic.Send(host, "224.0.0.251", Udp(5353, 5353, Announcement("hmi.local", host)));
                traffic.Wait(2_000);
            }
        }));

        Assert.Contains("hmi.local (multicast names)", Assert.Single(told).Title, StringComparison.Ordinal);
    }

    // A repeater between networks, or a proxy, answers for others.
    [Fact]
    public void Names_AnsweredForOthers_AreNoClaim() => Assert.Empty(Judge(With(traffic =>
    {
        for (int i = 0; i < 6; i++)
        {
            traffic.Send(i % 2 == 0 ? "10.1.0.31" : "10.1.0.32", "224.0.0.251", Udp(5353, 5353, Announcement("hmi.local", "10.1.0.33")));
            traffic.Wait(2_000);
        }
    })));

    private static List<Alert> Judge(CraneTraffic traffic, DetectionOptions? options = null, Baseline? baseline = null)
    {
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline ?? s_baseline.Value, options, run);
        traffic.Feed(pipeline.Process);
        pipeline.Complete();
        return [.. run.Episodes.Where(alert => alert.Type.Name == "device.conflict")];
    }

    private static CraneTraffic With(Action<CraneTraffic> what)
    {
        var site = CraneSite.Clean(300);
        what(site.Traffic);
        return site.Traffic;
    }

    private static void ByTurns(CraneTraffic traffic, int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            Send(traffic, "0.0.0.0", "255.255.255.255", 68, 67, Dhcp(1, 3, i % 2 == 0 ? Hmi : Second, [12, 8, .. "QC01-HMI"u8]));
            traffic.Wait(HourMs);
        }
    }

    private static void Lease(CraneTraffic traffic, params string[] routers) => Send(
        traffic, Gateway, "10.1.0.31", 67, 68, Dhcp(2, 5, Hmi, [54, 4, 10, 1, 0, 2, 3, (byte)(4 * routers.Length), .. routers.SelectMany(Address)]));

    private static void Send(CraneTraffic traffic, string source, string destination, int from, int to, byte[] message) =>
        traffic.Packets.Add((traffic.NowNs, Ethernet(Ipv4(source, destination, Udp(from, to, message)), from == 67 ? "02:00:0a:01:00:02" : Hmi, "ff:ff:ff:ff:ff:ff")));

    // RFC 2131, 2: operation, Ethernet, hardware address; the mark; option 53 is the type of the message (RFC 2132, 9.6).
    private static byte[] Dhcp(byte operation, byte type, string mac, byte[] options)
    {
        byte[] bytes = new byte[240];
        (bytes[0], bytes[1], bytes[2], bytes[7]) = (operation, 1, 6, 9);
        Mac(mac).CopyTo(bytes, 28);
        ((byte[])[99, 130, 83, 99]).CopyTo(bytes, 236);
        return [.. bytes, 53, 1, type, .. options, 255];
    }

    // RFC 6762, 18: a response without a question; RFC 1035, 4.1.3: name, type A, class with the flush bit, time, length, address.
    private static byte[] Announcement(string name, string address) =>
    [
        0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0,
        .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. System.Text.Encoding.ASCII.GetBytes(label)]), 0,
        0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, .. Address(address),
    ];

    // RFC 4861, 4.2: type 134, hop limit, flags, lifetime of 1,800 s.
    private static void Advertise(CraneTraffic traffic) => traffic.Packets.Add((traffic.NowNs, Ethernet(
        Ipv6("fe80::66", "ff02::1", Icmpv6(134, 0, [64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0])), "02:00:00:00:00:66", "33:33:00:00:00:01")));

    private static byte[] Address(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    private static void IpAddress(string text, out CraneAnomaly.Records.IpAddress address) => CraneAnomaly.Records.IpAddress.TryParse(text, out address);
}
