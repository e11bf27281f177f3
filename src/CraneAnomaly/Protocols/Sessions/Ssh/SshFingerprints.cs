using System.Buffers.Text;
using System.Security.Cryptography;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>Fingerprints of a session: of what the sides offer, and of the server's key.</summary>
internal static class SshFingerprints
{
    private static ReadOnlySpan<byte> KeyPrefix => "SHA256:"u8;

    /// <summary>
    /// Adds HASSH, or HASSH server: MD5 of the lists of key exchange, cipher, integrity and compression that hold for
    /// what the side sends, with semicolons.
    /// </summary>
    public static void TellOffer(in SshOffer offer, bool fromServer, FactWriter facts)
    {
        Span<byte> text = stackalloc byte[SshReader.MostPacket];
        int length = 0;
        Append(offer.KeyExchange, text, ref length);
        Append(fromServer ? offer.CipherToClient : offer.CipherToServer, text, ref length);
        Append(fromServer ? offer.MacToClient : offer.MacToServer, text, ref length);
        Append(fromServer ? offer.CompressionToClient : offer.CompressionToServer, text, ref length);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        CryptographicOperations.HashData(HashAlgorithmName.MD5, text[..(length - 1)], hash);
        Convert.TryToHexStringLower(hash, facts.Room(fromServer ? Fact.HasshServer : Fact.Hassh, hash.Length * 2), out _);
    }

    /// <summary>Adds the fingerprint of the server's key, as its administrator sees it.</summary>
    public static void TellKey(ReadOnlySpan<byte> key, FactWriter facts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(hash.Length)];
        Base64.EncodeToUtf8(hash, text, out _, out int written);
        var digits = text[..written].TrimEnd((byte)'=');
        var room = facts.Room(Fact.HostKeyFingerprint, KeyPrefix.Length + digits.Length);
        if (room.IsEmpty) return;
        KeyPrefix.CopyTo(room);
        digits.CopyTo(room[KeyPrefix.Length..]);
    }

    // The lists come from one packet together with their lengths, so they and the semicolons fit.
    private static void Append(ReadOnlySpan<byte> list, Span<byte> text, ref int length)
    {
        list.CopyTo(text[length..]);
        length += list.Length;
        text[length++] = (byte)';';
    }
}
