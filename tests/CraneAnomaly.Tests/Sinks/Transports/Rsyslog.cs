using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>rsyslog as the distribution has it, on loopback, for one test. Where it is not installed the test is skipped.</summary>
internal sealed class Rsyslog : IDisposable
{
    private const string Program = "/usr/sbin/rsyslogd";

    private readonly TempFolder _folder = new();
    private readonly LoopbackDaemon _server;

    /// <param name="certificates">For TLS, with a certificate of the sender's too.</param>
    /// <param name="actions">What it does with messages beside writing them.</param>
    public Rsyslog(TestCertificates? certificates = null, string actions = "")
    {
        Assert.SkipUnless(File.Exists(Program), "rsyslog is not installed (package rsyslog; for TLS rsyslog-gnutls too)");
        Assert.SkipUnless(certificates is null || Directory.GetDirectories("/usr/lib").Any(folder => File.Exists(Path.Combine(folder, "rsyslog", "lmnsd_gtls.so"))),
            "rsyslog's TLS is not installed (package rsyslog-gnutls)");
        certificates?.Write(name => _folder.At(name));
        string tls = certificates is null ? "" : $"""
            global(defaultNetstreamDriverCAFile="{_folder.At("ca.pem")}"
                   defaultNetstreamDriverCertFile="{_folder.At("server.pem")}" defaultNetstreamDriverKeyFile="{_folder.At("server-key.pem")}")

            """;
        string driver = certificates is null ? "" : """ streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/name" """;
        string peers = certificates is null ? "" : """permittedPeer=["crane-anomaly"] """;
        File.WriteAllText(_folder.At("rsyslog.conf"), $"""
            global(workDirectory="{_folder.At()}" net.enableDNS="off")
            main_queue(queue.timeoutShutdown="10000" queue.timeoutActionCompletion="10000")
            {tls}module(load="imtcp"{driver}{peers})
            module(load="imudp")
            input(type="imtcp" address="127.0.0.1" port="{TcpPort}")
            input(type="imudp" address="127.0.0.1" port="{UdpPort}" rcvbufSize="4m")
            template(name="raw" type="string" string="%rawmsg%\n")
            action(type="omfile" file="{_folder.At("out.log")}" template="raw")
            {actions}

            """);
        _server = new(Program, ["-n", "-f", _folder.At("rsyslog.conf"), "-i", _folder.At("pid")], TcpPort);
        Start();
    }

    public int TcpPort { get; } = LoopbackDaemon.FreePort();

    public int UdpPort { get; } = LoopbackDaemon.FreePort();

    /// <summary>The messages that it has written, as they came.</summary>
    public string[] Lines
    {
        get
        {
            if (!File.Exists(_folder.At("out.log"))) return [];
            using var reader = new StreamReader(new FileStream(_folder.At("out.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            string text = reader.ReadToEnd();
            return text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
        }
    }

    public void Start() => _server.Start();

    /// <summary>In order: it writes what it has read.</summary>
    public Task StopAsync() => _server.StopAsync();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}
