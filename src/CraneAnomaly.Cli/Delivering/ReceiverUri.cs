using System.Security.Cryptography;
using CraneAnomaly.Cli.Addresses;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Delivering;

/// <summary>A receiver as <c>--deliver</c> names it.</summary>
internal sealed class ReceiverUri
{
    private static readonly string[] Token = ["token-env", "token-file"];

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["file"] = ["format"],
        ["syslog+udp"] = ["format", "header"],
        ["syslog+tcp"] = ["format", "header", "framing"],
        ["syslog+tls"] = ["format", "header", .. SettingsUri.Tls],
        ["hec+https"] = ["ack", .. Token, .. SettingsUri.Tls],
        ["hec+http"] = ["ack", .. Token],
        ["elastic+https"] = ["stream", .. Token, .. SettingsUri.Tls],
        ["elastic+http"] = ["stream", .. Token],
        ["sentinel+https"] = ["rule", "stream", .. Token, .. SettingsUri.Tls],
        ["sentinel+http"] = ["rule", "stream", .. Token],
        ["mqtt"] = ["format", "subscriber", "client", .. SettingsUri.User],
        ["mqtts"] = ["format", "subscriber", "client", .. SettingsUri.User, .. SettingsUri.Tls],
        ["kafka"] = ["format", .. SettingsUri.User],
        ["kafka+tls"] = ["format", "ca", "cert", "key", .. SettingsUri.User],
    };

    private readonly SettingsUri _uri;
    private readonly Uri? _address;

    private ReceiverUri(string text)
    {
        _uri = new(text, Known, "receiver");
        switch (_uri.Scheme)
        {
            case "file":
                if (_uri.Rest.Length == 0) throw new FormatException("file: takes a path.");
                break;
            case "mqtt" or "mqtts":
                var (host, topic) = _uri.Parts("TOPIC");
                if (!Uri.TryCreate($"http://{host}", UriKind.Absolute, out _)) throw new FormatException($"{_uri.Scheme}: takes //HOST:PORT/TOPIC.");
                if (topic.AsSpan().ContainsAny('+', '#')) throw new FormatException($"{_uri.Scheme}: a topic that is published to has no + and no #.");
                break;
            case "kafka" or "kafka+tls":
                _ = _uri.Parts("TOPIC");
                break;
            default:
                bool isHttp = _uri.Scheme.EndsWith("+http", StringComparison.Ordinal);
                if (!Uri.TryCreate($"{(isHttp ? "http" : "https")}:{_uri.Rest}", UriKind.Absolute, out _address) || _address.Host.Length == 0)
                    throw new FormatException($"{_uri.Scheme}: takes //HOST:PORT.");
                if (_uri.Scheme.StartsWith("syslog", StringComparison.Ordinal) && !HasPort(_uri.Rest.TrimEnd('/')))
                    throw new FormatException($"{_uri.Scheme}: takes //HOST:PORT.");
                break;
        }

        CheckValues();
    }

    public static string? Check(string text)
    {
        try
        {
            _ = new ReceiverUri(text);
            return null;
        }
        catch (FormatException e)
        {
            return $"--deliver: {e.Message}";
        }
    }

    /// <summary>The transport, with certificates read.</summary>
    /// <exception cref="UnusableException">A file cannot be read, or there is no token.</exception>
    public static AlertTransport Open(string text)
    {
        var receiver = new ReceiverUri(text);
        try
        {
            return receiver.Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UnusableException($"--deliver {receiver._uri.Scheme}:{receiver._uri.Rest}: {e.Message}");
        }
    }

    private AlertTransport Open() => _uri.Scheme switch
    {
        "file" => new FileTransport(_uri.Rest, Plain()),
        "syslog+udp" => new SyslogUdpTransport(_address!.Host, _address.Port, Syslog()),
        "syslog+tcp" => new SyslogStreamTransport(_address!.Host, _address.Port, Syslog(),
            framing: _uri["framing"] == "lf" ? SyslogFraming.LineFeed : SyslogFraming.OctetCounting),
        "syslog+tls" => new SyslogStreamTransport(_address!.Host, _address.Port, Syslog(), _uri.ReadTls()),
        "mqtt" or "mqtts" => MqttAddress.Transport(_uri, Plain()),
        "kafka" or "kafka+tls" => KafkaAddress.Transport(_uri, Plain()),
        _ => OpenHttp(),
    };

    private AlertTransport OpenHttp()
    {
        var token = _uri.Secret("token")!;
        var target = new HttpTarget(new Uri(_address!.GetLeftPart(UriPartial.Path)), _ => new(token())) { Tls = _uri.ReadTls() };
        return _uri.Scheme[.._uri.Scheme.IndexOf('+')] switch
        {
            "hec" => new HecTransport(target, _uri["ack"] == "yes"),
            "elastic" => _uri["stream"] is { } stream ? new ElasticTransport(target, stream) : new ElasticTransport(target),
            _ => new LogsIngestionTransport(target, _uri["rule"]!, _uri["stream"]!),
        };
    }

    private void CheckValues()
    {
        _uri.OneOf("format", [AlertRendering.NdJson, .. AlertFormats.Names]);
        _uri.OneOf("header", "5424", "3164");
        _uri.OneOf("framing", "octets", "lf");
        _uri.OneOf("ack", "yes", "no");
        _uri.OneOf("subscriber", "required", "optional");
        if (Known[_uri.Scheme].Contains("token-env") && _uri.Secrets("token") != 1)
            throw new FormatException($"{_uri.Scheme} takes either token-env=NAME or token-file=FILE.");
        if (_uri.Scheme.StartsWith("sentinel", StringComparison.Ordinal) && (_uri["rule"] is null || _uri["stream"] is null))
            throw new FormatException($"{_uri.Scheme} takes rule=ID and stream=NAME.");
    }

    private static bool HasPort(string rest) => rest.LastIndexOf(':') is var colon && colon < rest.Length - 1 && rest[(colon + 1)..].All(char.IsAsciiDigit);

    private AlertRendering Plain() => new(_uri["format"] ?? AlertRendering.NdJson);

    private AlertRendering Syslog() =>
        new(_uri["format"] ?? "cef", _uri["header"] == "3164" ? SyslogHeader.Rfc3164 : SyslogHeader.Rfc5424);
}
