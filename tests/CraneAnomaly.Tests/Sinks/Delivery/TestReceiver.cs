using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Transports;

namespace CraneAnomaly.Tests.Sinks.Delivery;

/// <summary>One receiver of each kind that can be there and away, and the transport to it.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpReceiver _http = new();
    private readonly TestCertificates? _certificates;
    private readonly string _kind;

    public TestReceiver(string kind, TimeProvider time)
    {
        _kind = kind;
        var cef = new AlertRendering("cef", SyslogHeader.Rfc5424);
        if (kind == "tls") _certificates = new();
        Syslog = new(_certificates?.Server);
        Directory.CreateDirectory(_folder.At("there"));
        Transport = kind switch
        {
            "file" => new FileTransport(_folder.At("there", "alerts.ndjson"), AlertRendering.Lines, new FileRotation(2 * 1024 * 1024, 100)),
            "tcp" => new SyslogStreamTransport("127.0.0.1", Syslog.Port, cef, time: time),
            "tls" => new SyslogStreamTransport("localhost", Syslog.Port, cef, new() { TrustedRoots = _certificates!.Roots }, time: time),
            _ => HttpTransportTests.Make(kind, _http.Address, time),
        };
    }

    public AlertTransport Transport { get; }

    public HttpReceiver Http => _http;

    public SyslogReceiver Syslog { get; }

    public string[] Messages => _kind switch
    {
        "file" => [.. Directory.GetFiles(_folder.At("there")).OrderByDescending(NumberOf).SelectMany(File.ReadAllLines)],
        "tcp" or "tls" => Syslog.Messages,
        _ => _http.Messages,
    };

    public async Task StartAsync()
    {
        if (_kind is "tcp" or "tls") Syslog.Start();
        else if (_kind != "file") await _http.StartAsync();
        else if (Directory.Exists(_folder.At("away"))) Directory.Move(_folder.At("away"), _folder.At("there"));
    }

    public async Task StopAsync()
    {
        if (_kind is "tcp" or "tls") Syslog.Stop();
        else if (_kind != "file") await _http.StopAsync();
        else Directory.Move(_folder.At("there"), _folder.At("away"));
    }

    public async ValueTask DisposeAsync()
    {
        Syslog.Dispose();
        await _http.DisposeAsync();
        _certificates?.Dispose();
        _folder.Dispose();
    }

    private static int NumberOf(string path) => int.TryParse(Path.GetExtension(path).TrimStart('.'), out int number) ? number : 0;
}
