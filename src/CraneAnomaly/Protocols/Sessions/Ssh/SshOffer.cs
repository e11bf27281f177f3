using System.Buffers.Binary;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>The algorithms that a side offers, each a list of names with commas (RFC 4253, 7.1).</summary>
internal readonly ref struct SshOffer
{
    private const int CookieBytes = 16;

    public ReadOnlySpan<byte> KeyExchange { get; private init; }

    public ReadOnlySpan<byte> HostKey { get; private init; }

    public ReadOnlySpan<byte> CipherToServer { get; private init; }

    public ReadOnlySpan<byte> CipherToClient { get; private init; }

    public ReadOnlySpan<byte> MacToServer { get; private init; }

    public ReadOnlySpan<byte> MacToClient { get; private init; }

    public ReadOnlySpan<byte> CompressionToServer { get; private init; }

    public ReadOnlySpan<byte> CompressionToClient { get; private init; }

    /// <summary>Reads it.</summary>
    /// <param name="message">What follows the number of the message.</param>
    /// <param name="offer">The lists.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out SshOffer offer)
    {
        offer = default;
        if (message.Length < CookieBytes) return false;
        var rest = message[CookieBytes..];
        if (!TryReadString(ref rest, out var keyExchange) || !TryReadString(ref rest, out var hostKey)
            || !TryReadString(ref rest, out var cipherToServer) || !TryReadString(ref rest, out var cipherToClient)
            || !TryReadString(ref rest, out var macToServer) || !TryReadString(ref rest, out var macToClient)
            || !TryReadString(ref rest, out var compressionToServer) || !TryReadString(ref rest, out var compressionToClient))
            return false;
        offer = new()
        {
            KeyExchange = keyExchange,
            HostKey = hostKey,
            CipherToServer = cipherToServer,
            CipherToClient = cipherToClient,
            MacToServer = macToServer,
            MacToClient = macToClient,
            CompressionToServer = compressionToServer,
            CompressionToClient = compressionToClient,
        };
        return true;
    }

    /// <summary>Reads a string (RFC 4251, 5): four bytes of length, and as many bytes.</summary>
    public static bool TryReadString(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out uint length) || length > rest.Length - 4) return false;
        value = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }
}
