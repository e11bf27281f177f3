using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.LiveCapture.Syslog;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.LiveCapture;

/// <summary>What is sent by syslog comes into a pipeline, from clients of the test and from rsyslog.</summary>
public sealed class SyslogSourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Datagrams_EachAMessage_BecomeRows()
    {
        var source = Source();
        await using var watch = new LiveWatch(source);
        await Wait.UntilAsync(() => source.Port != 0);
        using var sender = new UdpClient();
        for (int i = 0; i < 200; i++) await sender.SendAsync(Encoding.UTF8.GetBytes(Old("STS1", i)), new(IPAddress.Loopback, source.Port), Cancel);
        await Wait.UntilAsync(() => watch.Lines == 200);
        await watch.StopAsync();

        Assert.Equal((0, 200, 0L), (watch.Bad, watch.RowsOf("STS1"), source.Lost));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStream_CountedOrByLines_BecomesRows(bool isCounted)
    {
        var source = Source();
        await using var watch = new LiveWatch(source);
        await Wait.UntilAsync(() => source.Port != 0);
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, source.Port, Cancel);
        await SendAsync(sender.GetStream(), isCounted, 500);
        await Wait.UntilAsync(() => watch.Lines == 500);
        await watch.StopAsync();

        Assert.Equal((0, 500), (watch.Bad, watch.RowsOf("STS1")));
    }

    [Fact]
    public async Task Tls_ASenderWithACertificate_IsHeardAndAnotherIsNot()
    {
        using var certificates = new TestCertificates();
        var source = Source(Tls(certificates));
        await using var watch = new LiveWatch(source);
        await Wait.UntilAsync(() => source.Port != 0);
        await Assert.ThrowsAnyAsync<IOException>(() => SendEncryptedAsync(source.Port, certificates, null));
        Assert.Equal(0, watch.Lines);
        await SendEncryptedAsync(source.Port, certificates, certificates.Client);
        await Wait.UntilAsync(() => watch.Lines == 100);
        await watch.StopAsync();

        Assert.Equal((0, 100), (watch.Bad, watch.RowsOf("STS1")));
    }

    [Theory]
    [InlineData("tcp", "octet-counted")]
    [InlineData("tcp", "traditional")]
    [InlineData("udp", "")]
    public async Task Rsyslog_ForwardsWhatItGets_ItIsHeard(string protocol, string framing)
    {
        var source = Source();
        await using var watch = new LiveWatch(source);
        await Wait.UntilAsync(() => source.Port != 0);
        string form = framing.Length == 0 ? "" : $"""TCP_Framing="{framing}" """;
        using var rsyslog = new Rsyslog(actions: $"""action(type="omfwd" target="127.0.0.1" port="{source.Port}" protocol="{protocol}" {form} template="RSYSLOG_SyslogProtocol23Format")""");
        using (var sender = new TcpClient())
        {
            await sender.ConnectAsync(IPAddress.Loopback, rsyslog.TcpPort, Cancel);
            await SendAsync(sender.GetStream(), isCounted: true, 100);
        }

        await Wait.UntilAsync(() => watch.Lines == 100, seconds: 30);
        await watch.StopAsync();

        Assert.Equal((0, 100), (watch.Bad, watch.RowsOf("STS1")));
    }

    [Fact]
    public async Task AStream_ThatIsNoSyslog_IsToldAsALoss()
    {
        var source = Source();
        await using var watch = new LiveWatch(source);
        await Wait.UntilAsync(() => source.Port != 0);
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, source.Port, Cancel);
        await sender.GetStream().WriteAsync("12345678901 x"u8.ToArray(), Cancel);
        await Wait.UntilAsync(() => source.Lost == 1);
        await watch.StopAsync();

        Assert.Equal((1, 1), (watch.Pipeline.Counters.Count(Violation.CaptureLoss), watch.Pipeline.Counters.Lost));
    }

    [Fact]
    public async Task ASlowReader_MakesSendersWait_AndLosesNothing()
    {
        const int Megabytes = 100;
        var source = Source();
        await using var pieces = source.ReadAsync(Cancel).GetAsyncEnumerator(Cancel);
        var first = pieces.MoveNextAsync();
        await Wait.UntilAsync(() => source.Port != 0);
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, source.Port, Cancel);
        byte[] message = Encoding.ASCII.GetBytes("<14>{" + new string('x', 1_000_000) + "}\n");
        var sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < Megabytes; i++) await sender.GetStream().WriteAsync(message, Cancel);
            },
            Cancel);
        Assert.True(await first);
        long read = pieces.Current.Length;
        await Task.WhenAny(sending, Task.Delay(1000, Cancel));

        Assert.False(sending.IsCompleted, "more was taken than may wait");
        for (long all = Megabytes * (message.Length - 4L); read < all; read += pieces.Current.Length) Assert.True(await pieces.MoveNextAsync());
        await sending;
        Assert.Equal(0, source.Lost);
    }

    [Fact]
    public async Task APortThatIsTaken_EndsTheWatchAndSaysWhy()
    {
        var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var watch = new LiveWatch(new SyslogSource((IPEndPoint)taken.LocalEndpoint, InputFormat.Json));
        await watch.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        taken.Stop();

        Assert.Equal(CaptureEnd.Unreadable, watch.Ended!.End);
        Assert.Contains("syslog://127.0.0.1", watch.Ended.Reason, StringComparison.Ordinal);
    }

    private static SyslogSource Source(SslServerAuthenticationOptions? tls = null) => new(new(IPAddress.Loopback, 0), InputFormat.Json, tls);

    private static SslServerAuthenticationOptions Tls(TestCertificates certificates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificates.Roots);
        return new() { ServerCertificate = certificates.Server, ClientCertificateRequired = true, CertificateChainPolicy = policy };
    }

    private static async Task SendEncryptedAsync(int port, TestCertificates certificates, X509Certificate2? own)
    {
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, port, Cancel);
        await using var stream = new SslStream(sender.GetStream());
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificates.Roots);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy, ClientCertificates = own is null ? [] : [own] }, Cancel);
        await SendAsync(stream, isCounted: true, 100);

        // With TLS 1.3 a refusal comes behind the handshake: it is seen when something is read.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        if (own is not null) return;
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        if (await stream.ReadAsync(new byte[1], patience.Token) == 0) throw new IOException("closed");
    }

    private static async Task SendAsync(Stream stream, bool isCounted, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string message = i % 2 == 0 ? New("STS1", i) : Old("STS1", i);
            string framed = isCounted ? string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(message)} {message}") : message + "\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(framed), Cancel);
        }

        await stream.FlushAsync(Cancel);
    }

    private static string New(string crane, int tenths) => "<134>1 2026-03-01T06:32:00Z tap tic - - - " + Line(crane, tenths);

    private static string Old(string crane, int tenths) => "<134>Mar  1 06:32:00 tap tic: " + Line(crane, tenths);

    private static string Line(string crane, int tenths) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"timestamp\":\"{DateTimeOffset.FromUnixTimeMilliseconds(1_772_338_320_000 + tenths * 100):yyyy-MM-ddTHH:mm:ss.fffZ}\",\"crane\":\"{crane}\",\"hoist.speed\":{tenths % 10}}}");
}
