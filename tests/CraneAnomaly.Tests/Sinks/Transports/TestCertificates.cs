using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>An authority made for one test, with certificates of a receiver and of a client.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset s_from = DateTimeOffset.UtcNow.AddDays(-1), s_to = DateTimeOffset.UtcNow.AddDays(30);

    public TestCertificates(string host = "localhost")
    {
        Authority = MakeAuthority("CN=crane test authority");
        Server = Make("CN=" + host, names =>
        {
            names.AddDnsName(host);
            if (host == "localhost") names.AddIpAddress(IPAddress.Loopback);
        });
        Client = Make("CN=crane-anomaly", names => names.AddDnsName("crane-anomaly"));
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(Authority.RawData)];

    public static X509Certificate2 MakeAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(s_from, s_to);
    }

    public void Write(Func<string, string> path)
    {
        File.WriteAllText(path("ca.pem"), Authority.ExportCertificatePem());
        foreach (var (name, certificate) in new[] { ("server", Server), ("client", Client) })
        {
            File.WriteAllText(path(name + ".pem"), certificate.ExportCertificatePem());
            using var key = certificate.GetECDsaPrivateKey()!;
            File.WriteAllText(path(name + "-key.pem"), key.ExportPkcs8PrivateKeyPem());
        }
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private X509Certificate2 Make(string name, Action<SubjectAlternativeNameBuilder> add)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        using var made = request.Create(Authority, s_from.AddHours(1), s_to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        using var withKey = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
