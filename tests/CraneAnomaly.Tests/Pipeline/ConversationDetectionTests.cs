using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline;

public class ConversationDetectionTests
{
    private const string Kind = "remote-session";

    [Fact]
    public void Hosts_ThatNeverSpoke_AreANewEndpoint()
    {
        var alert = CraneSite.Judge(site => site.Traffic.Datagram(CraneSite.Stranger, CraneSite.Historian, 9000))
            .Of(CraneSite.Stranger, Kind);

        Assert.Equal(("session.new-endpoint", 45), (alert.Type.Name, alert.Severity));
        Assert.Contains("never spoke before", alert.Title, StringComparison.Ordinal);
        Assert.Equal(9000, alert.Destination.Port);
    }

    [Fact]
    public void Hosts_OfATcpConnection_AreANewEndpointWithItsFirstPayload()
    {
        var run = CraneSite.Judge(site =>
        {
            var traffic = site.Traffic;
            traffic.Send(CraneSite.Stranger, CraneSite.First, TcpSegment(50_000, 2222, sequence: 1, flags: Syn));
            traffic.Wait(1);
            traffic.Send(CraneSite.First, CraneSite.Stranger,
                TcpSegment(2222, 50_000, sequence: 9, acknowledgement: 2, flags: Syn | Ack));
            traffic.Wait(1);
            for (uint i = 0; i < 20; i++)
            {
                traffic.Send(
                    CraneSite.Stranger, CraneSite.First,
                    TcpSegment(50_000, 2222, new byte[100], sequence: 2 + 100 * i, acknowledgement: 10,
                        flags: Ack | Psh));
                traffic.Wait(1);
            }
        });

        Assert.Equal(2222, run.Of(CraneSite.Stranger, Kind).Destination.Port);
    }

    [Fact]
    public void Controller_ThatCallsSomebody_IsWorse()
    {
        var alert = CraneSite.Judge(site => site.Traffic.Datagram(CraneSite.First, CraneSite.Historian, 9000))
            .Of(CraneSite.First, Kind);

        Assert.Equal(65, alert.Severity);
        Assert.Contains("a controller", alert.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", 70, 100)]
    [InlineData("239.1.2.3", 0, 19)]
    [InlineData("255.255.255.255", 0, 19)]
    [InlineData("192.168.7.7", 40, 69)]
    public void Host_ByWhereItIs_HasItsSeverity(string destination, int low, int high)
    {
        var alert = CraneSite.Judge(site => site.Traffic.Datagram(CraneSite.Master, destination, 9000))
            .Of(CraneSite.Master, Kind);

        Assert.InRange(alert.Severity, low, high);
    }

    [Fact]
    public void Service_NewOnAKnownServer_IsLessThanNewHosts()
    {
        var alert = CraneSite.Judge(site => site.Traffic.Datagram(CraneSite.Master, CraneSite.TimeServer, 69))
            .Of(CraneSite.Master, Kind);

        Assert.Equal(35, alert.Severity);
        Assert.Contains("a service never seen there", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void User_NewForAKnownService_IsTheLeast()
    {
        var alert = CraneSite.Judge(site => site.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 123))
            .Of(CraneSite.Historian, Kind);

        Assert.Equal(30, alert.Severity);
        Assert.Contains("for the first time", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversation_ThatIsKnown_IsNoAlert()
    {
        var run = CraneSite.Judge(site =>
        {
            site.Traffic.Datagram(CraneSite.Master, CraneSite.TimeServer, 123);
            site.Traffic.Datagram(CraneSite.Historian, CraneSite.TimeServer, 514);
        });

        Assert.DoesNotContain(run.Alerts, alert => alert.Type.Kind == Kind);
    }

    [Fact]
    public void Conversations_OnManyPorts_AreAnEpisodeEach()
    {
        var run = CraneSite.Judge(site =>
        {
            for (int port = 9000; port < 9010; port++)
                site.Traffic.Datagram(CraneSite.Stranger, CraneSite.Historian, port);
        });

        Assert.Equal(10, run.Named("session.new-endpoint").Count());
    }
}
