using CraneAnomaly.Kafka;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Brokers;
using CraneAnomaly.Tests.Sinks.Transports;

namespace CraneAnomaly.Tests.Sinks.Delivery;

/// <summary>One receiver of each kind that can be there and away, and the transport to it.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpReceiver _http = new();
    private readonly TestCertificates? _certificates;
    private readonly MqttReceiver? _mqtt;
    private readonly KafkaReceiver? _kafka;
    private readonly string _kind;

    public TestReceiver(string kind, TimeProvider time)
    {
        _kind = kind;
        var cef = new AlertRendering("cef", SyslogHeader.Rfc5424);
        if (kind == "tls") _certificates = new();
        if (kind == "mqtt") _mqtt = new();
        if (kind == "kafka") _kafka = new();
        Syslog = new(_certificates?.Server);
        Directory.CreateDirectory(_folder.At("there"));
        Transport = kind switch
        {
            "file" => new FileTransport(_folder.At("there", "alerts.ndjson"), AlertRendering.Lines, new FileRotation(2 * 1024 * 1024, 100)),
            "tcp" => new SyslogStreamTransport("127.0.0.1", Syslog.Port, cef, time: time),
            "tls" => new SyslogStreamTransport("localhost", Syslog.Port, cef, new() { TrustedRoots = _certificates!.Roots }, time: time),
            "mqtt" => _mqtt!.Transport(),
            "kafka" => _kafka!.Transport(time),
            _ => HttpTransportTests.Make(kind, _http.Address, time),
        };
        Assert.IsType(Transports[kind], Transport);
    }

    /// <summary>All kinds, and the transport to each.</summary>
    public static IReadOnlyDictionary<string, Type> Transports { get; } = new Dictionary<string, Type>
    {
        ["file"] = typeof(FileTransport),
        ["hec"] = typeof(HecTransport),
        ["hec-ack"] = typeof(HecTransport),
        ["elastic"] = typeof(ElasticTransport),
        ["sentinel"] = typeof(LogsIngestionTransport),
        ["tcp"] = typeof(SyslogStreamTransport),
        ["tls"] = typeof(SyslogStreamTransport),
        ["mqtt"] = typeof(MqttTransport),
        ["kafka"] = typeof(KafkaTransport),
    };

    /// <summary>All kinds.</summary>
    public static TheoryData<string> Kinds => [.. Transports.Keys];

    public AlertTransport Transport { get; }

    public HttpReceiver Http => _http;

    public SyslogReceiver Syslog { get; }

    public string[] Messages => _kind switch
    {
        "file" => [.. Directory.GetFiles(_folder.At("there")).OrderByDescending(NumberOf).SelectMany(File.ReadAllLines)],
        "tcp" or "tls" => Syslog.Messages,
        "mqtt" => _mqtt!.Messages,
        "kafka" => _kafka!.Messages,
        _ => _http.Messages,
    };

    public async Task StartAsync()
    {
        if (_mqtt is not null) await _mqtt.StartAsync();
        else if (_kafka is not null) _kafka.Start();
        else if (_kind is "tcp" or "tls") Syslog.Start();
        else if (_kind != "file") await _http.StartAsync();
        else if (Directory.Exists(_folder.At("away"))) Directory.Move(_folder.At("away"), _folder.At("there"));
    }

    public async Task StopAsync()
    {
        if (_mqtt is not null) await _mqtt.StopAsync();
        else if (_kafka is not null) _kafka.Stop();
        else if (_kind is "tcp" or "tls") Syslog.Stop();
        else if (_kind != "file") await _http.StopAsync();
        else Directory.Move(_folder.At("there"), _folder.At("away"));
    }

    public async ValueTask DisposeAsync()
    {
        Syslog.Dispose();
        if (_mqtt is not null) await _mqtt.DisposeAsync();
        if (_kafka is not null) await _kafka.DisposeAsync();
        await _http.DisposeAsync();
        _certificates?.Dispose();
        _folder.Dispose();
    }

    private static int NumberOf(string path) => int.TryParse(Path.GetExtension(path).TrimStart('.'), out int number) ? number : 0;
}
