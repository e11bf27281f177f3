using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;
using Process = System.Diagnostics.Process;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>Mosquitto on this machine, with a configuration of the test. Where it is not installed the test is skipped.</summary>
internal sealed class Mosquitto : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly TempFolder _folder = new();
    private Process? _process;

    /// <param name="certificates">For TLS, with a certificate of the client's too.</param>
    /// <param name="settings">More lines of its configuration.</param>
    public Mosquitto(TestCertificates? certificates = null, string settings = "allow_anonymous true")
    {
        Assert.SkipUnless(File.Exists(Program), "mosquitto is not installed (package mosquitto)");
        certificates?.Write(name => _folder.At(name));
        Directory.CreateDirectory(_folder.At("db"));
        string tls = certificates is null ? "" : $"""
            cafile {_folder.At("ca.pem")}
            certfile {_folder.At("server.pem")}
            keyfile {_folder.At("server-key.pem")}
            require_certificate true
            """;
        // Whoever starts it as root finds it as another, who must be let into the folder.
        string user = Environment.UserName == "root" ? "user root" : "";
        File.WriteAllText(_folder.At("mosquitto.conf"), $"""
            {user}
            listener {Port} 127.0.0.1
            {settings}
            {tls}
            persistence true
            persistence_location {_folder.At("db")}/
            max_queued_messages 0
            max_queued_bytes 0

            """);
    }

    public int Port { get; } = Rsyslog.FreePort();

    public void Start()
    {
        var start = new ProcessStartInfo(Program, ["-c", _folder.At("mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (long began = Stopwatch.GetTimestamp(); !Listens();)
        {
            Assert.False(_process.HasExited, "mosquitto did not start");
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 20, "mosquitto does not listen");
            Thread.Sleep(10);
        }
    }

    /// <summary>In order: it keeps what it has not handed on.</summary>
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
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
