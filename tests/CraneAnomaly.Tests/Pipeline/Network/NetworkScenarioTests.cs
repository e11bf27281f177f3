using CraneAnomaly.Alerts;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>Who is connected and what was plugged in, told by name in a simulated port whose work was learned.</summary>
public class NetworkScenarioTests(NetworkPort port) : IClassFixture<NetworkPort>
{
    private const string Outside = "203.0.113.9";

    [Theory]
    [InlineData("remote-desktop", "session.new-endpoint", 75)]
    [InlineData("remote-screen", "session.new-endpoint", 75)]
    [InlineData("beacon", "session.beacon", 65)]
    [InlineData("ssh-brute-force", "session.brute-force", 65)]
    [InlineData("hidden-modem", "device.modem", 75)]
    [InlineData("second-master", "device.second-master", 65)]
    [InlineData("second-master", "device.new", 55)]
    [InlineData("container-exfiltration", "exfiltration.container-ids", 75)]
    [InlineData("dns-tunnel", "exfiltration.dns", 85)]
    [InlineData("arp-spoof", "device.conflict", 75)]
    [InlineData("logging-off", "blind-spot.silent", 60)]
    [InlineData("maintenance-abuse", "session.no-permit", 65)]
    [InlineData("maintenance-other-crane", "session.no-permit", 65)]
    public async Task Scenario_IsToldByName(string scenario, string name, int severity)
    {
        var episodes = await port.JudgeAsync(scenario);

        var alert = Assert.Single(episodes, episode => episode.Type.Name == name);
        Assert.Equal(severity, alert.Severity);
        Assert.NotEmpty(alert.Explanations);
    }

    [Fact]
    public void ContainerNumbers_OnTheirUsualWay_AreSilentAndOnAnotherTold()
    {
        byte[] list = "{\"boxes\":[\"CSQU3054383\",\"ZEPU0037255\",\"SULU9794264\",\"ORIU5529736\"]}"u8.ToArray();
        var clean = CraneSite.Clean(300);
        for (int i = 0; i < 60; i++) clean.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 7001, list);
        var baseline = CraneSite.Learn(clean.Traffic);
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 7001, list);
        site.Traffic.Datagram(CraneSite.Historian, CraneSite.Master, 7001, list);
        site.Traffic.Datagram(CraneSite.Historian, Outside, 7001, list);
        var leaks = DetectionRun.Of(site.Traffic, baseline).Named("exfiltration.container-ids").ToList();

        Assert.Equal([CraneSite.Master, Outside], leaks.Select(alert => alert.Destination.Ip.ToString()));
        Assert.Equal([60, 75], leaks.Select(alert => alert.Severity));
    }

    [Theory]
    [InlineData("router.teamviewer.com", "TeamViewer")]
    [InlineData("relay.anydesk.com", "AnyDesk")]
    public void Name_OfARemoteTool_IsToldAsATunnel(string name, string tool)
    {
        var site = CraneSite.Clean(20, days: 1);
        byte[] labels = [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. System.Text.Encoding.ASCII.GetBytes(label)]), 0];
        site.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 53, [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 1, 0, 1]);
        var alert = Assert.Single(DetectionRun.Of(site.Traffic, CraneSite.Baseline).Named("session.tunnel"));

        Assert.Contains(tool, alert.Title, StringComparison.Ordinal);
        Assert.Equal(60, alert.Severity);
    }

    // Two addresses of one network, and three hosts: one cause, which grows.
    [Theory]
    [InlineData(2, 70)]
    [InlineData(3, 85)]
    public void Network_ThatComesToSeveralHosts_IsOneAlertThatSaysSo(int hosts, int severity)
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int i = 0; i < hosts; i++) site.Traffic.Connect($"203.0.113.{9 + (i % 2)}", $"10.1.0.{11 + i}").Order(ModbusEncoder.WriteRegister(100, 500));
        var alert = Assert.Single(DetectionRun.Of(site.Traffic, CraneSite.Baseline).Episodes, a => a.Type.Name == "session.new-endpoint");

        Assert.Equal(severity, alert.Severity);
        Assert.Equal(hosts == 3, alert.Title.Contains("its network has come to 3 hosts here", StringComparison.Ordinal));
    }

    // Type 1, three zero bytes, 148 bytes in all (WireGuard, 5.4.2).
    [Fact]
    public void Handshake_OfATunnelToTheOutside_IsToldByItsKind()
    {
        var site = CraneSite.Clean(20, days: 1);
        byte[] hello = [1, 0, 0, 0, .. Enumerable.Range(1, 144).Select(i => (byte)(i * 7))];
        site.Traffic.Datagram(CraneSite.Historian, Outside, 51_820, hello);
        var alert = Assert.Single(DetectionRun.Of(site.Traffic, CraneSite.Baseline).Named("session.tunnel"));

        Assert.Contains("wireguard", alert.Title, StringComparison.Ordinal);
        Assert.Equal(70, alert.Severity);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(10, 0)]
    public void Names_ThatAreLongAndNeverTheSame_AreATunnel(int names, int alerts)
    {
        var random = new Random(5);
        var site = CraneSite.Clean(20, days: 1);
        for (int i = 0; i < names; i++)
        {
            byte[] label = [.. Enumerable.Range(0, 50).Select(_ => (byte)('a' + random.Next(26)))];
            byte[] question = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 50, .. label, 7, .. "example"u8, 3, .. "net"u8, 0, 0, 16, 0, 1];
            site.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 53, question);
            site.Traffic.Wait(2_000);
        }

        Assert.Equal(alerts, DetectionRun.Of(site.Traffic, CraneSite.Baseline).Named("exfiltration.dns").Count());
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(14, 1)]
    public void Session_OfSomebodyWhoComesAtNight_IsRareByDay(int hour, int alerts)
    {
        const long HourNs = 3_600_000_000_000;
        var nights = new CraneTraffic();
        for (int day = 0; day < 21; day++)
        {
            nights.NowNs = CraneTraffic.StartNs + (day * 24 + 2) * HourNs + day * 60_000_000_000;
            OpenShell(nights);
        }

        var visit = new CraneTraffic(CraneTraffic.StartNs + (30 * 24 + hour) * HourNs);
        OpenShell(visit);
        var run = DetectionRun.Of(visit, CraneSite.Learn(nights));

        Assert.Equal(alerts, run.Named("session.rare-hour").Count());
        Assert.Empty(run.Named("session.new-endpoint"));
    }

    private static void OpenShell(CraneTraffic traffic)
    {
        int port = traffic.NextPort();
        Send(CraneSite.Historian, TcpSegment(port, 22, sequence: 1, flags: Syn));
        Send(CraneSite.Master, TcpSegment(22, port, sequence: 9, acknowledgement: 2, flags: Syn | Ack));
        Send(CraneSite.Historian, TcpSegment(port, 22, "SSH-2.0-client\r\n"u8.ToArray(), sequence: 2, acknowledgement: 10, flags: Ack | Psh));
        Send(CraneSite.Master, TcpSegment(22, port, "SSH-2.0-server\r\n"u8.ToArray(), sequence: 10, acknowledgement: 18, flags: Ack | Psh));

        void Send(string from, CraneAnomaly.Simulator.Wire.PacketPart segment)
        {
            traffic.Send(from, from == CraneSite.Master ? CraneSite.Historian : CraneSite.Master, segment);
            traffic.Wait(5);
        }
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(1_000, 1)]
    public void Volume_ThatLeavesWithinAnHour_IsToldFromAMegabyteOn(int datagrams, int alerts)
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int i = 0; i < datagrams; i++)
        {
            site.Traffic.Datagram(CraneSite.Historian, Outside, 9_999, new byte[1_400]);
            site.Traffic.Wait(1_000);
        }

        var told = DetectionRun.Of(site.Traffic, CraneSite.Baseline).Named("exfiltration.volume").ToList();
        Assert.Equal(alerts, told.Count);
        Assert.All(told, alert => Assert.Equal(CraneSite.Historian, alert.Asset));
    }

    [Fact]
    public async Task Normal_TellsNothingOfSessionsAndDevices() => Assert.DoesNotContain(
        await port.JudgeAsync("normal"), episode => episode.Type.Kind is "remote-session" or "rogue-device" or "data-exfiltration" && episode.Severity >= 20);

    [Fact]
    public async Task SwitchThatIsReplaced_SilencesAllTogether_IsForTheLog()
    {
        var silent = (await port.JudgeAsync("switch-replaced")).Where(episode => episode.Type.Name == "blind-spot.silent").ToList();

        Assert.NotEmpty(silent);
        Assert.All(silent, episode => Assert.True(episode.Severity < 40, $"{episode.Severity} {episode.Title}"));
    }

    [Fact]
    public async Task VendorVisit_UnderItsPermit_IsForTheLog()
    {
        var sessions = (await port.JudgeAsync("vendor-visit")).Where(episode => episode.Type.Kind == "remote-session").ToList();

        Assert.NotEmpty(sessions);
        Assert.All(sessions, episode => Assert.True(episode is { Permit.Matched: true, Severity: < 20 }, episode.Title));
    }

    [Fact]
    public async Task Desktop_WhileALoadHangs_IsToldOfThatCrane()
    {
        var alert = Assert.Single(await port.JudgeAsync("remote-desktop"), episode => episode.Type.Name == "session.during-work");

        Assert.StartsWith("QC0", alert.Crane, StringComparison.Ordinal);
        Assert.Equal(Outside, alert.Source.Ip.ToString());
    }

    [Fact]
    public async Task Endpoint_OnTheList_IsSilentUntilItComesWithoutAPermit()
    {
        var listed = new PolicyRemote(Network($"{Outside}/32"), "service", ["rdp"]);
        var silent = await port.JudgeAsync("remote-desktop", options => options with
        {
            Policy = options.Policy with { Remote = [listed] },
            Permits = [],
        });
        Assert.DoesNotContain(silent, episode => episode.Type.Name is "session.new-endpoint" or "session.no-permit");

        var unpermitted = await port.JudgeAsync("remote-desktop", options => options with
        {
            Policy = options.Policy with { Remote = [listed] },
            Permits = [new() { Id = "P1", Actions = ["session"], Source = Outside, FromNs = 0, ToNs = 1 }],
        });
        Assert.Equal(60, Assert.Single(unpermitted, episode => episode.Type.Name == "session.no-permit").Severity);
    }

    [Fact]
    public async Task Endpoint_OnTheListForAnotherUserOrProtocol_IsTold()
    {
        foreach (var listed in (PolicyRemote[])
            [new(Network($"{Outside}/32"), "somebody", ["rdp"]), new(Network($"{Outside}/32"), null, ["ssh"])])
        {
            var episodes = await port.JudgeAsync(
                "remote-desktop", options => options with { Policy = options.Policy with { Remote = [listed] } });
            var alert = Assert.Single(episodes, episode => episode.Type.Name == "session.new-endpoint");
            Assert.Contains("is approved for", alert.Title, StringComparison.Ordinal);
        }
    }

    // A crane may be delivered with all of it: being there while learning makes nothing normal.
    [Theory]
    [InlineData("remote-desktop", "session.new-endpoint", "external-endpoint")]
    [InlineData("beacon", "session.beacon", "beacon")]
    [InlineData("hidden-modem", "device.modem", "cellular-hardware")]
    public async Task Scenario_ThatWasLearned_IsListedAsUnsignedAndGoesOnAlerting(string scenario, string name, string kind)
    {
        var baseline = await port.LearnAsync(scenario);
        var finding = Assert.Single(baseline.Manifest.Unsigned, unsigned => unsigned.Kind == kind);
        var episodes = await port.JudgeAsync(scenario, baseline: baseline);
        Assert.Contains(episodes, episode => episode.Type.Name == name && episode.Severity >= 40);

        var signed = baseline.Approve(new("port engineer", "2026-03-02T00:00:00Z", finding.Key, "agreed", []));
        Assert.DoesNotContain(await port.JudgeAsync(scenario, baseline: signed), episode => episode.Type.Name == name && episode.Severity >= 40);
    }

    [Fact]
    public async Task Scenario_WithoutABaseline_IsToldByTheListsAlone()
    {
        Assert.Contains(await port.JudgeAsync("remote-desktop", learned: false), Is("session.new-endpoint", 60));
        Assert.Contains(await port.JudgeAsync("hidden-modem", learned: false), Is("device.modem", 75));
        Assert.Contains(await port.JudgeAsync("second-master", learned: false), Is("device.new", 55));
        Assert.Contains(await port.JudgeAsync("second-master", learned: false), Is("device.second-master", 35));
        Assert.Contains(await port.JudgeAsync("ssh-brute-force", learned: false), Is("session.brute-force", 60));

        static Predicate<Alert> Is(string name, int severity) => episode => episode.Type.Name == name && episode.Severity >= severity;
    }

    private static IpNetwork Network(string text) => IpNetwork.TryParse(text, out var network) ? network : throw new ArgumentException(text);
}
