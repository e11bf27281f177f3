using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Anchors;

/// <summary>
/// A signed statement of where a log of alerts stood at a time: with it, nobody who has the log but not the key can cut
/// its end off or write it anew. One JSON object a line in <c>FILE.anchors</c>. The signature is ECDSA over P-256 with
/// SHA-256 (FIPS 186-5; r and s, 32 bytes each) of <c>crane-anchor-v1\n</c> + seq + <c>\n</c> + head + <c>\n</c> + time + <c>\n</c>.
/// </summary>
/// <param name="Sequence">Number of the last line.</param>
/// <param name="Head">Its hash, lower-case hex.</param>
/// <param name="Time">When it was signed, RFC 3339.</param>
/// <param name="Key">First 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</param>
/// <param name="Signature">Base64.</param>
public sealed record AlertAnchor(
    [property: JsonPropertyName("seq")] long Sequence,
    [property: JsonPropertyName("head")] string Head,
    [property: JsonPropertyName("time")] string Time,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("signature")] string Signature)
{
    /// <summary>Signs where a log stands.</summary>
    public static AlertAnchor Sign(long sequence, string head, DateTimeOffset at, ECDsa key)
    {
        string time = EventTime.ToText((at.UtcTicks - DateTime.UnixEpoch.Ticks) * 100);
        byte[] signature = key.SignData(Signed(sequence, head, time), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new(sequence, head, time, NameOf(key), Convert.ToBase64String(signature));
    }

    /// <summary>Reads a key and checks that it is of P-256.</summary>
    /// <param name="pem">A private or public key in PEM (PKCS#8, SEC1 or SubjectPublicKeyInfo).</param>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static ECDsa ReadKey(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != 256) throw new CryptographicException("the key is not of the curve P-256");
            return key;
        }
        catch (ArgumentException)
        {
            // Its message may hold the key.
            key.Dispose();
            throw new CryptographicException("there is no key in PEM in it");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Reads a line; null where it is none.</summary>
    public static AlertAnchor? Parse(string line)
    {
        try
        {
            var anchor = JsonSerializer.Deserialize(line, AnchorJson.Default.AlertAnchor);
            return anchor is { Sequence: >= 0, Head: not null, Time: not null, Key: not null, Signature: not null } ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the holder of the key has signed this.</summary>
    public bool IsSignedBy(ECDsa key)
    {
        byte[] signature = new byte[64];
        return Key == NameOf(key) && Convert.TryFromBase64String(Signature, signature, out int length) && length == signature.Length
            && key.VerifyData(Signed(Sequence, Head, Time), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, AnchorJson.Default.AlertAnchor);

    private static string NameOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    private static byte[] Signed(long sequence, string head, string time) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"crane-anchor-v1\n{sequence}\n{head}\n{time}\n"));
}

/// <summary>Anchors as JSON, without reflection.</summary>
[JsonSerializable(typeof(AlertAnchor))]
internal sealed partial class AnchorJson : JsonSerializerContext;
