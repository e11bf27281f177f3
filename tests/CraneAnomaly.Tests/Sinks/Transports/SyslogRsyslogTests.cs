using System.Security.Authentication;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>Against rsyslog as a distribution has it.</summary>
public sealed class SyslogRsyslogTests : IDisposable
{
    private static readonly AlertRendering s_cef = new("cef", SyslogHeader.Rfc5424);

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SyslogFraming.OctetCounting)]
    [InlineData(SyslogFraming.LineFeed)]
    public async Task Tcp_Alerts_AllComeOnceInOrder(SyslogFraming framing)
    {
        using var server = new Rsyslog();
        await DeliverAsync(2500, new SyslogStreamTransport("127.0.0.1", server.TcpPort, s_cef, framing: framing));

        await server.StopAsync();
        Arrivals.AreAll(2500, server.Lines);
        // Confirmed three times, and never sent again.
        Assert.Equal(2500, server.Lines.Length);
        Assert.Contains("CEF:0|", server.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_WithCertificatesOfBoth_AllComeOnceInOrder()
    {
        using var certificates = new TestCertificates();
        using var server = new Rsyslog(certificates);
        var tls = new ReceiverTls { TrustedRoots = certificates.Roots, ClientCertificate = certificates.Client };
        await DeliverAsync(2500, new SyslogStreamTransport("localhost", server.TcpPort, s_cef, tls));

        await server.StopAsync();
        Arrivals.AreAll(2500, server.Lines);
        Assert.Equal(2500, server.Lines.Length);
    }

    [Fact]
    public async Task Tls_CertificateOfAnotherHost_IsRefused()
    {
        using var certificates = new TestCertificates("siem.port.example");
        using var server = new Rsyslog(certificates);
        var tls = new ReceiverTls { TrustedRoots = certificates.Roots, ClientCertificate = certificates.Client };

        await using (var wrong = new SyslogStreamTransport("localhost", server.TcpPort, s_cef, tls))
            await Assert.ThrowsAsync<AuthenticationException>(async () => await wrong.ConnectAsync(Cancel));
        await using (var named = new SyslogStreamTransport("localhost", server.TcpPort, s_cef, tls with { ExpectedHost = "siem.port.example" }))
            Assert.True(await named.ConnectAsync(Cancel));
        await using (var any = new SyslogStreamTransport("localhost", server.TcpPort, s_cef, tls with { AcceptAnyServerCertificateAndHostAtTheRiskOfInterception = true }))
            Assert.True(await any.ConnectAsync(Cancel));
    }

    [Fact]
    public async Task Tls_CertificateOfAnUnknownAuthority_IsRefused()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        using var server = new Rsyslog(certificates);
        foreach (var roots in new[] { others.Roots, null })
        {
            var tls = new ReceiverTls { TrustedRoots = roots, ClientCertificate = certificates.Client };
            await using var transport = new SyslogStreamTransport("localhost", server.TcpPort, s_cef, tls);
            await Assert.ThrowsAsync<AuthenticationException>(async () => await transport.ConnectAsync(Cancel));
        }
    }

    [Fact]
    public async Task Tcp_ReceiverAwayInBetween_AllComeInOrder()
    {
        using var server = new Rsyslog();
        await using var spool = AlertSpool.Open(_folder.At("s"), [s_cef]);
        var options = new DeliveryOptions { FirstPause = TimeSpan.FromMilliseconds(20), MaxPause = TimeSpan.FromMilliseconds(100) };
        await using var delivery = new AlertDelivery(spool, [new SyslogStreamTransport("127.0.0.1", server.TcpPort, s_cef)], options);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 3000; i++)
        {
            sink.OnAlert(SpoolAlerts.Of(i));
            if (i % 1000 != 500) continue;
            await server.StopAsync();
            for (int j = 0; j < 200; j++) sink.OnAlert(SpoolAlerts.Of(++i));
            await Task.Delay(50, Cancel);
            server.Start();
        }

        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(30), Cancel), delivery.Statistics[0].ToString());
        await server.StopAsync();
        Arrivals.AreAll(3000, server.Lines);
        Assert.InRange(server.Lines.Length, 3000, 3000 + 3 * 1000);
    }

    [Fact]
    public async Task Udp_Alerts_ComeAsDatagrams()
    {
        using var server = new Rsyslog();
        await DeliverAsync(500, new SyslogUdpTransport("127.0.0.1", server.UdpPort, s_cef));

        await Wait.UntilAsync(() => server.Lines.Length >= 500);
        Arrivals.AreAll(500, server.Lines);
    }

    private async Task DeliverAsync(int count, AlertTransport transport)
    {
        await using var spool = AlertSpool.Open(_folder.At("s"), [s_cef]);
        await using var delivery = new AlertDelivery(spool, [transport]);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= count; i++) sink.OnAlert(SpoolAlerts.Of(i));
        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(30), Cancel), delivery.Statistics[0].ToString());
        Assert.Equal((count, 0L, 0L), (delivery.Statistics[0].Delivered, delivery.Statistics[0].Lost, delivery.Statistics[0].Behind));
    }
}
