using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Transports;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>Mosquitto on this machine, with a configuration of the test. Where it is not installed the test is skipped.</summary>
internal sealed class Mosquitto : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly TempFolder _folder = new();
    private readonly LoopbackDaemon _server;

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
        _server = new(Program, ["-c", _folder.At("mosquitto.conf")], Port);
    }

    public int Port { get; } = LoopbackDaemon.FreePort();

    public void Start() => _server.Start();

    /// <summary>In order: it keeps what it has not handed on.</summary>
    public Task StopAsync() => _server.StopAsync();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}
