using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;
using Process = System.Diagnostics.Process;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>rsyslog as the distribution has it, on loopback, for one test. Where it is not installed the test is skipped.</summary>
internal sealed class Rsyslog : IDisposable
{
    private const string Program = "/usr/sbin/rsyslogd";

    private readonly TempFolder _folder = new();
    private readonly string _inputs;
    private Process? _process;

    public Rsyslog(TestCertificates? certificates = null)
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
        _inputs = $"""
            global(workDirectory="{_folder.At()}" net.enableDNS="off")
            main_queue(queue.timeoutShutdown="10000" queue.timeoutActionCompletion="10000")
            {tls}module(load="imtcp"{driver}{peers})
            module(load="imudp")
            input(type="imtcp" address="127.0.0.1" port="{TcpPort}")
            input(type="imudp" address="127.0.0.1" port="{UdpPort}" rcvbufSize="4m")
            template(name="raw" type="string" string="%rawmsg%\n")
            action(type="omfile" file="{_folder.At("out.log")}" template="raw")

            """;
        File.WriteAllText(_folder.At("rsyslog.conf"), _inputs);
        Start();
    }

    public int TcpPort { get; } = FreePort();

    public int UdpPort { get; } = FreePort();

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

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Start()
    {
        var start = new ProcessStartInfo(Program, ["-n", "-f", _folder.At("rsyslog.conf"), "-i", _folder.At("pid")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (long began = Stopwatch.GetTimestamp(); !Listens();)
        {
            Assert.False(_process.HasExited, "rsyslog did not start");
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 20, "rsyslog does not listen");
            Thread.Sleep(10);
        }
    }

    /// <summary>In order: it writes what it has read.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", $"-TERM {_process!.Id}");
        await Wait.UntilAsync(() => _process.HasExited);
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Dispose();
    }

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, TcpPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
