using System.Security.Cryptography;
using CraneAnomaly.Protocols.Sessions.Tls.Certificates;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>The chain of certificates that a side shows in the clear (RFC 5246, 7.4.2).</summary>
internal static class TlsCertificates
{
    private const int DigitsOfOne = SHA256.HashSizeInBytes * 2;

    /// <summary>Adds it; of a server also what the first certificate says.</summary>
    public static bool TryTell(ReadOnlySpan<byte> message, bool fromServer, FactWriter facts)
    {
        if (!TlsHandshake.TryTake24(ref message, out var list)) return false;
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ReadOnlySpan<byte> first = default;
        while (TlsHandshake.TryTake24(ref list, out var certificate))
        {
            if (first.IsEmpty) first = certificate;
            if (text.Length + 1 + DigitsOfOne > FactWriter.MostBytes) break;
            SHA256.HashData(certificate, hash);
            text.Separate();
            text.AddHex(hash);
        }

        facts.Add(fromServer ? Fact.CertificateChain : Fact.ClientCertificateChain, text.Written);
        if (fromServer && X509Certificate.TryRead(first, out var read)) read.Tell(facts);
        return true;
    }
}
