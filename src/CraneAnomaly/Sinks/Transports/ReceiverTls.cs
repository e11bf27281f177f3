using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// How to be sure of a receiver over TLS (for syslog RFC 5425 and RFC 9662): 1.2 or 1.3, and its certificate has to name
/// the host.
/// </summary>
public sealed record ReceiverTls
{
    /// <summary>Certificates to trust instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Our own certificate with its private key, where the receiver wants one.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that the receiver's certificate has to bear; null for the host that is connected to.</summary>
    public string? ExpectedHost { get; init; }

    /// <summary>
    /// Takes any certificate of anybody: whoever sits in between can read alerts and keep them back. For tests in a
    /// laboratory; the command line does not offer it.
    /// </summary>
    public bool AcceptAnyServerCertificateAndHostAtTheRiskOfInterception { get; init; }

    internal SslClientAuthenticationOptions For(string host)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = ExpectedHost ?? host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (TrustedRoots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(TrustedRoots);
        }

        if (ClientCertificate is not null) options.ClientCertificates = [ClientCertificate];
        if (AcceptAnyServerCertificateAndHostAtTheRiskOfInterception)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return options;
    }
}
