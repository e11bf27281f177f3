using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Addresses;

/// <summary>
/// <c>SCHEME:REST?name=value&amp;name=value</c>, as receivers and sources are named. Secrets are named, never given: what is on a
/// command line everybody sees.
/// </summary>
internal sealed class SettingsUri
{
    /// <summary>Settings of whatever speaks TLS.</summary>
    public static readonly string[] Tls = ["ca", "cert", "key", "host"];

    /// <summary>Settings of whoever asks who we are.</summary>
    public static readonly string[] User = ["user", "password-env", "password-file"];

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    /// <param name="text">As it is named.</param>
    /// <param name="known">Schemes, and the settings of each.</param>
    /// <param name="what">What it should be, for the message when it is none.</param>
    /// <exception cref="FormatException">It is none; the message says what there is.</exception>
    public SettingsUri(string text, IReadOnlyDictionary<string, string[]> known, string what)
    {
        int colon = text.IndexOf(':');
        Scheme = colon > 0 ? text[..colon] : "";
        if (!known.TryGetValue(Scheme, out string[]? settings))
            throw new FormatException($"'{Scheme}:' is no {what}; there are {string.Join(", ", known.Keys.Where(key => !key.EndsWith("+http", StringComparison.Ordinal)))}.");
        Rest = text[(colon + 1)..];
        if (Rest.IndexOf('?') is >= 0 and var question)
        {
            foreach (string pair in Rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries)) Take(pair, settings);
            Rest = Rest[..question];
        }

        if (this["cert"] is null != this["key"] is null) throw new FormatException("cert=FILE and key=FILE come together.");
        if (settings.Contains("user") && (this["user"] is null ? 0 : 1) != Secrets("password"))
            throw new FormatException("user=NAME takes either password-env=NAME or password-file=FILE.");
    }

    /// <summary>What stands before the colon.</summary>
    public string Scheme { get; }

    /// <summary>What stands behind it, without settings.</summary>
    public string Rest { get; }

    /// <summary>A setting; null where it is not set.</summary>
    public string? this[string name] => _settings.GetValueOrDefault(name);

    /// <summary>Whether it is this scheme over TLS.</summary>
    public bool IsEncrypted => Scheme is "mqtts" or "kafka+tls" or "syslog+tls";

    /// <summary>Sees to it that a setting has one of these values, or none.</summary>
    public void OneOf(string name, params string[] values)
    {
        if (this[name] is { } value && !values.Contains(value)) throw new FormatException($"{name} takes {string.Join(", ", values)}.");
    }

    /// <summary>How often a secret is named.</summary>
    public int Secrets(string name) => (this[name + "-env"] is null ? 0 : 1) + (this[name + "-file"] is null ? 0 : 1);

    /// <summary>Of <c>//WHO/WHAT</c> both parts.</summary>
    /// <param name="what">What stands behind the slash, for the message when it is missing.</param>
    public (string Who, string What) Parts(string what)
    {
        int slash = Rest.StartsWith("//", StringComparison.Ordinal) ? Rest.IndexOf('/', 2) : -1;
        if (slash <= 2 || slash == Rest.Length - 1 || Rest[2..slash].Contains('@', StringComparison.Ordinal))
            throw new FormatException($"{Scheme}: takes //HOST:PORT/{what}; a user is user=NAME.");
        return (Rest[2..slash], Uri.UnescapeDataString(Rest[(slash + 1)..]));
    }

    /// <summary>How to be sure of the other side.</summary>
    /// <exception cref="CryptographicException">A file holds no certificate or no key.</exception>
    public ReceiverTls ReadTls()
    {
        X509Certificate2Collection? roots = null;
        if (this["ca"] is { } path)
        {
            roots = [];
            roots.ImportFromPemFile(path);
            if (roots.Count == 0) throw new CryptographicException($"{path}: there is no certificate in PEM in it.");
        }

        X509Certificate2? own = null;
        if (this["cert"] is { } certificate)
        {
            // Some systems use a key only that was once loaded with its certificate.
            using var read = X509Certificate2.CreateFromPemFile(certificate, this["key"]);
            own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }

        return new() { TrustedRoots = roots, ClientCertificate = own, ExpectedHost = this["host"] };
    }

    /// <summary>Reads a secret whenever it is asked for: those in files are renewed. Null where none is named.</summary>
    /// <exception cref="IOException">There is none where it should be.</exception>
    public Func<string>? Secret(string kind)
    {
        if (this[kind + "-env"] is { } name)
        {
            string secret = Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim()
                : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the environment variable {name} is not set."));
            return () => secret;
        }

        if (this[kind + "-file"] is not { } path) return null;
        if (!File.Exists(path)) throw new IOException($"{path}: there is no such file.");
        return () => File.ReadAllText(path).Trim();
    }

    private void Take(string pair, string[] settings)
    {
        string[] parts = pair.Split('=', 2);
        if (parts[0] is "token" or "password")
            throw new FormatException($"A {parts[0]} does not belong on a command line: use {parts[0]}-env=NAME or {parts[0]}-file=FILE.");
        if (!settings.Contains(parts[0]) || parts.Length < 2) throw new FormatException($"'{parts[0]}' is no setting of {Scheme}; there are {string.Join(", ", settings)}.");
        _settings[parts[0]] = Uri.UnescapeDataString(parts[1]);
    }
}
