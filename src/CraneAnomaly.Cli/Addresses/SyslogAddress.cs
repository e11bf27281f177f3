using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.LiveCapture.Syslog;

namespace CraneAnomaly.Cli.Addresses;

/// <summary>What <c>syslog:</c> and <c>syslog+tls:</c> stand for among sources: where to listen.</summary>
internal static class SyslogAddress
{
    /// <summary>The address and port; senders are told where it is, so that no name is looked up.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IPEndPoint EndPoint(SettingsUri uri)
    {
        if (!uri.Rest.StartsWith("//", StringComparison.Ordinal) || !IPEndPoint.TryParse(uri.Rest[2..], out var endPoint) || endPoint.Port == 0)
            throw new FormatException($"{uri.Scheme}: takes //ADDRESS:PORT to listen on, such as //0.0.0.0:6514.");
        if (uri["payload"] is null) throw new FormatException($"{uri.Scheme} takes payload=json, zeek or eve: what messages hold.");
        uri.OneOf("payload", "json", "zeek", "eve");
        if (uri.IsEncrypted && uri["cert"] is null) throw new FormatException($"{uri.Scheme} takes cert=FILE and key=FILE, its own certificate; with ca=FILE senders have to show one too.");
        return endPoint;
    }

    /// <summary>Where logs come from.</summary>
    public static LiveSource Source(SettingsUri uri) =>
        new SyslogSource(EndPoint(uri), InputSet.FormatOf(uri["payload"]), uri.IsEncrypted ? Tls(uri) : null);

    private static SslServerAuthenticationOptions Tls(SettingsUri uri)
    {
        var files = uri.ReadTls();
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = files.ClientCertificate,
            ClientCertificateRequired = files.TrustedRoots is not null,
        };
        if (files.TrustedRoots is null) return options;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(files.TrustedRoots);
        options.CertificateChainPolicy = policy;
        return options;
    }
}
