using System.Buffers.Text;
using System.Security.Cryptography;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>
/// Fingerprints of a session: of what the sides offer, and of the server's key. The hashes are kept, because making one
/// allocates.
/// </summary>
#pragma warning disable CA1001 // As long-lived as its reader, of which a bounded number is kept; the handles free themselves.
internal sealed class SshFingerprints
#pragma warning restore CA1001
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private static ReadOnlySpan<byte> KeyPrefix => "SHA256:"u8;

    /// <summary>
    /// Adds HASSH, or HASSH server: MD5 of the lists of key exchange, cipher, integrity and compression that hold for
    /// what the side sends, with semicolons.
    /// </summary>
    public void TellOffer(in SshOffer offer, bool fromServer, FactWriter facts)
    {
        _md5.AppendData(offer.KeyExchange);
        _md5.AppendData(";"u8);
        _md5.AppendData(fromServer ? offer.CipherToClient : offer.CipherToServer);
        _md5.AppendData(";"u8);
        _md5.AppendData(fromServer ? offer.MacToClient : offer.MacToServer);
        _md5.AppendData(";"u8);
        _md5.AppendData(fromServer ? offer.CompressionToClient : offer.CompressionToServer);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        _md5.GetHashAndReset(hash);
        Convert.TryToHexStringLower(hash, facts.Room(fromServer ? Fact.HasshServer : Fact.Hassh, hash.Length * 2), out _);
    }

    /// <summary>Adds the fingerprint of the server's key, as its administrator sees it.</summary>
    public void TellKey(ReadOnlySpan<byte> key, FactWriter facts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _sha256.AppendData(key);
        _sha256.GetHashAndReset(hash);
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(hash.Length)];
        Base64.EncodeToUtf8(hash, text, out _, out int written);
        var digits = text[..written].TrimEnd((byte)'=');
        var room = facts.Room(Fact.HostKeyFingerprint, KeyPrefix.Length + digits.Length);
        if (room.IsEmpty) return;
        KeyPrefix.CopyTo(room);
        digits.CopyTo(room[KeyPrefix.Length..]);
    }
}
