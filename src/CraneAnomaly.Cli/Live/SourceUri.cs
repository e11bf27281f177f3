using System.Security.Cryptography;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Cli.Addresses;

namespace CraneAnomaly.Cli.Live;

/// <summary>A source of <c>watch</c> that is no file.</summary>
internal sealed class SourceUri
{
    private const string Interface = "interface", Syslog = "syslog";

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["mqtt"] = ["payload", "client", .. SettingsUri.User],
        ["mqtts"] = ["payload", "client", .. SettingsUri.User, .. SettingsUri.Tls],
        ["kafka"] = ["payload", "group", .. SettingsUri.User],
        ["kafka+tls"] = ["payload", "group", "ca", "cert", "key", .. SettingsUri.User],
        ["syslog"] = ["payload"],
        ["syslog+tls"] = ["payload", "ca", "cert", "key"],
        [Interface] = ["filter"],
    };

    private readonly SettingsUri _uri;

    private SourceUri(string text)
    {
        _uri = new(text, Known, "source");
        if (_uri.Scheme == Interface)
        {
            if (_uri.Rest.Length == 0) throw new FormatException($"{Interface}: takes the name of a network interface.");
            return;
        }

        if (_uri.Scheme.StartsWith(Syslog, StringComparison.Ordinal))
        {
            SyslogAddress.EndPoint(_uri);
            return;
        }

        var (host, _) = _uri.Parts("TOPIC");
        bool isKafka = _uri.Scheme.StartsWith("kafka", StringComparison.Ordinal);
        if (!isKafka && !Uri.TryCreate($"http://{host}", UriKind.Absolute, out _)) throw new FormatException($"{_uri.Scheme}: takes //HOST:PORT/TOPIC.");
        if (isKafka && _uri["group"] is not { Length: > 0 }) throw new FormatException($"{_uri.Scheme} takes group=NAME, its consumer group.");
        if (isKafka) _uri.OneOf("payload", "json", "zeek", "eve");
        else _uri.OneOf("payload", "json", "sparkplug", "zeek", "eve");
    }

    /// <summary>Whether this is one, and no name of a file.</summary>
    public static bool Is(string text) => text.IndexOf(':') is > 0 and var colon && Known.ContainsKey(text[..colon]);

    /// <summary>What is wrong with it; null for nothing.</summary>
    public static string? Check(string text)
    {
        try
        {
            _ = new SourceUri(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>The source, not watched yet.</summary>
    /// <exception cref="UnusableException">A file cannot be read, or there is no password.</exception>
    public static LiveSource Open(string text)
    {
        var source = new SourceUri(text);
        try
        {
            return source.Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UnusableException($"{source._uri.Scheme}:{source._uri.Rest}: {e.Message}");
        }
    }

    private LiveSource Open() => _uri.Scheme switch
    {
        Interface => InterfaceAddress.Source(_uri),
        Syslog or Syslog + "+tls" => SyslogAddress.Source(_uri),
        "mqtt" or "mqtts" => MqttAddress.Source(_uri),
        _ => KafkaAddress.Source(_uri),
    };
}
