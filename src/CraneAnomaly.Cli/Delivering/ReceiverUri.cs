using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Delivering;

/// <summary>A receiver as <c>--deliver</c> names it. Secrets are named, never given: what is on a command line everybody sees.</summary>
internal sealed class ReceiverUri
{
    private static readonly string[] Tls = ["ca", "cert", "key", "host"], Token = ["token-env", "token-file"];

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["file"] = ["format"],
        ["syslog+udp"] = ["format", "header"],
        ["syslog+tcp"] = ["format", "header", "framing"],
        ["syslog+tls"] = ["format", "header", .. Tls],
        ["hec+https"] = ["ack", .. Token, .. Tls],
        ["hec+http"] = ["ack", .. Token],
        ["elastic+https"] = ["stream", .. Token, .. Tls],
        ["elastic+http"] = ["stream", .. Token],
        ["sentinel+https"] = ["rule", "stream", .. Token, .. Tls],
        ["sentinel+http"] = ["rule", "stream", .. Token],
    };

    private readonly string _scheme, _rest;
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly Uri? _address;

    private ReceiverUri(string text)
    {
        int colon = text.IndexOf(':');
        _scheme = colon > 0 ? text[..colon] : "";
        if (!Known.TryGetValue(_scheme, out string[]? settings))
            throw new FormatException($"'{_scheme}:' is no receiver; there are {string.Join(", ", Known.Keys.Where(key => !key.EndsWith("+http", StringComparison.Ordinal)))}.");
        _rest = text[(colon + 1)..];
        if (_rest.IndexOf('?') is >= 0 and var question)
        {
            foreach (string pair in _rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = pair.Split('=', 2);
                if (parts[0] is "token" or "password") throw new FormatException($"A {parts[0]} does not belong on a command line: use token-env=NAME or token-file=FILE.");
                if (!settings.Contains(parts[0]) || parts.Length < 2) throw new FormatException($"'{parts[0]}' is no setting of {_scheme}; there are {string.Join(", ", settings)}.");
                _settings[parts[0]] = Uri.UnescapeDataString(parts[1]);
            }

            _rest = _rest[..question];
        }

        if (_scheme == "file")
        {
            if (_rest.Length == 0) throw new FormatException("file: takes a path.");
        }
        else if (!Uri.TryCreate($"{(_scheme.EndsWith("+http", StringComparison.Ordinal) ? "http" : "https")}:{_rest}", UriKind.Absolute, out _address) || _address.Host.Length == 0)
        {
            throw new FormatException($"{_scheme}: takes //HOST:PORT.");
        }
        else if (_scheme.StartsWith("syslog", StringComparison.Ordinal) && !HasPort(_rest.TrimEnd('/')))
        {
            throw new FormatException($"{_scheme}: takes //HOST:PORT.");
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
            throw new UnusableException($"--deliver {receiver._scheme}:{receiver._rest}: {e.Message}");
        }
    }

    private AlertTransport Open()
    {
        switch (_scheme)
        {
            case "file": return new FileTransport(_rest, new(Setting("format") ?? AlertRendering.NdJson));
            case "syslog+udp": return new SyslogUdpTransport(_address!.Host, _address.Port, Syslog());
            case "syslog+tcp":
                return new SyslogStreamTransport(_address!.Host, _address.Port, Syslog(),
                    framing: Setting("framing") == "lf" ? SyslogFraming.LineFeed : SyslogFraming.OctetCounting);
            case "syslog+tls": return new SyslogStreamTransport(_address!.Host, _address.Port, Syslog(), ReadTls());
        }

        var target = new HttpTarget(new Uri(_address!.GetLeftPart(UriPartial.Path)), ReadToken()) { Tls = ReadTls() };
        return _scheme[.._scheme.IndexOf('+')] switch
        {
            "hec" => new HecTransport(target, Setting("ack") == "yes"),
            "elastic" => Setting("stream") is { } stream ? new ElasticTransport(target, stream) : new ElasticTransport(target),
            _ => new LogsIngestionTransport(target, Setting("rule")!, Setting("stream")!),
        };
    }

    private void CheckValues()
    {
        OneOf("format", [AlertRendering.NdJson, .. AlertFormats.Names]);
        OneOf("header", ["5424", "3164"]);
        OneOf("framing", ["octets", "lf"]);
        OneOf("ack", ["yes", "no"]);
        bool takesToken = Known[_scheme].Contains("token-env");
        if (takesToken && Token.Count(_settings.ContainsKey) != 1) throw new FormatException($"{_scheme} takes either token-env=NAME or token-file=FILE.");
        if (_scheme.StartsWith("sentinel", StringComparison.Ordinal) && (Setting("rule") is null || Setting("stream") is null))
            throw new FormatException($"{_scheme} takes rule=ID and stream=NAME.");
        if (Setting("cert") is null != Setting("key") is null) throw new FormatException("cert=FILE and key=FILE come together.");
    }

    private void OneOf(string name, string[] values)
    {
        if (Setting(name) is { } value && !values.Contains(value)) throw new FormatException($"{name} takes {string.Join(", ", values)}.");
    }

    private static bool HasPort(string rest) => rest.LastIndexOf(':') is var colon && colon < rest.Length - 1 && rest[(colon + 1)..].All(char.IsAsciiDigit);

    private string? Setting(string name) => _settings.GetValueOrDefault(name);

    private AlertRendering Syslog() =>
        new(Setting("format") ?? "cef", Setting("header") == "3164" ? SyslogHeader.Rfc3164 : SyslogHeader.Rfc5424);

    private ReceiverTls ReadTls()
    {
        X509Certificate2Collection? roots = null;
        if (Setting("ca") is { } path)
        {
            roots = [];
            roots.ImportFromPemFile(path);
            if (roots.Count == 0) throw new CryptographicException($"{path}: there is no certificate in PEM in it.");
        }

        X509Certificate2? own = null;
        if (Setting("cert") is { } certificate)
        {
            // Some systems use a key only that was once loaded with its certificate.
            using var read = X509Certificate2.CreateFromPemFile(certificate, Setting("key"));
            own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }

        return new() { TrustedRoots = roots, ClientCertificate = own, ExpectedHost = Setting("host") };
    }

    // Read for every post: tokens of files are renewed.
    private Func<CancellationToken, ValueTask<string>> ReadToken()
    {
        if (Setting("token-env") is { } name)
        {
            string token = Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim()
                : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the environment variable {name} is not set."));
            return _ => new(token);
        }

        string path = Setting("token-file")!;
        if (!File.Exists(path)) throw new IOException($"{path}: there is no such file.");
        return async cancellation => (await File.ReadAllTextAsync(path, cancellation)).Trim();
    }
}
