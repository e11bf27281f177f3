using System.Security.Authentication;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>Against mosquitto as a distribution has it. Outages and crashes: <c>OutageTests</c> and <c>KilledSenderTests</c>.</summary>
public sealed class MqttTransportTests : IDisposable
{
    private static readonly DeliveryOptions s_quick = new() { FirstPause = TimeSpan.FromMilliseconds(20), MaxPause = TimeSpan.FromMilliseconds(100) };

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Send_NobodySubscribes_WaitsUntilSomebodyDoes()
    {
        await using var receiver = new MqttReceiver();
        await receiver.StartAsync();
        await receiver.UnsubscribeAsync();
        await using var spool = AlertSpool.Open(_folder.At("s"), []);
        await using var delivery = new AlertDelivery(spool, [receiver.Transport()], s_quick);
        for (int i = 1; i <= 50; i++) SpoolAlerts.SinkOf(spool).OnAlert(SpoolAlerts.Of(i));
        await Wait.UntilAsync(() => delivery.Statistics[0].Failures > 2);

        Assert.Equal(0, delivery.Statistics[0].Delivered);
        Assert.Contains("nobody subscribes", delivery.Statistics[0].LastFailure, StringComparison.Ordinal);
        await receiver.SubscribeAsync();
        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(20), Cancel), delivery.Statistics[0].ToString());
        await Wait.UntilAsync(() => receiver.Messages.Length >= 50);
        Arrivals.AreAll(50, receiver.Messages);
    }

    [Fact]
    public async Task Send_NobodySubscribesAndNobodyHasTo_Delivers()
    {
        await using var receiver = new MqttReceiver();
        await receiver.StartAsync();
        await receiver.UnsubscribeAsync();
        await using var spool = AlertSpool.Open(_folder.At("s"), []);
        await using var delivery = new AlertDelivery(spool, [new MqttTransport(receiver.Broker, MqttReceiver.Topic, AlertRendering.Lines) { IsSubscriberOptional = true }], s_quick);
        SpoolAlerts.SinkOf(spool).OnAlert(SpoolAlerts.Of(1));

        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Fact]
    public async Task Connect_OverTls_TakesTheRightBrokerAlone()
    {
        using TestCertificates certificates = new(), others = new();
        using var broker = new Mosquitto(certificates);
        broker.Start();
        var right = new ReceiverTls { TrustedRoots = certificates.Roots, ClientCertificate = certificates.Client };

        await using (var transport = Transport("localhost", right)) Assert.True(await transport.ConnectAsync(Cancel));
        foreach (var wrong in new[] { right with { ExpectedHost = "siem.port.example" }, right with { TrustedRoots = others.Roots }, right with { TrustedRoots = null } })
        {
            await using var transport = Transport("localhost", wrong);
            var refused = await Assert.ThrowsAsync<IOException>(async () => await transport.ConnectAsync(Cancel));
            Assert.IsType<AuthenticationException>(refused.InnerException?.InnerException);
        }

        await using (var transport = Transport("localhost", right with { ClientCertificate = null }))
            await Assert.ThrowsAnyAsync<Exception>(async () => await transport.ConnectAsync(Cancel));

        MqttTransport Transport(string host, ReceiverTls tls) => new(new(host, broker.Port) { Tls = tls }, "a", AlertRendering.Lines);
    }

    [Fact]
    public async Task Connect_WithAPassword_IsLetInWithTheRightOneAlone()
    {
        _folder.Write("users", System.Text.Encoding.ASCII.GetBytes("crane:right\n"));
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_passwd"), "mosquitto_passwd is not installed (package mosquitto)");
        using (var hash = System.Diagnostics.Process.Start("/usr/bin/mosquitto_passwd", ["-U", _folder.At("users")])) await hash.WaitForExitAsync(Cancel);
        using var broker = new Mosquitto(settings: $"allow_anonymous false\npassword_file {_folder.At("users")}");
        broker.Start();

        foreach (string password in (string[])["right", "wrong"])
        {
            await using var transport = new MqttTransport(new("127.0.0.1", broker.Port) { User = "crane", Password = () => password }, "a", AlertRendering.Lines);
            if (password == "right")
            {
                Assert.True(await transport.ConnectAsync(Cancel));
                continue;
            }

            var refused = await Assert.ThrowsAsync<IOException>(async () => await transport.ConnectAsync(Cancel));
            Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("+/a")]
    [InlineData("")]
    public void Transport_ATopicThatIsNone_IsRefused(string topic) =>
        Assert.ThrowsAny<ArgumentException>(() => new MqttTransport(new("h", 1883), topic, AlertRendering.Lines));
}
