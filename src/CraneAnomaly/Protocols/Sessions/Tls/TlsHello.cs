namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>What a client or a server begins with (RFC 8446, 4.1.2 and 4.1.3).</summary>
internal readonly ref struct TlsHello
{
    private const int RandomBytes = 32;

    /// <summary>The version in its old place.</summary>
    public ushort Version { get; private init; }

    public ReadOnlySpan<byte> SessionId { get; private init; }

    /// <summary>A client's ciphers, two bytes each.</summary>
    public ReadOnlySpan<byte> Ciphers { get; private init; }

    /// <summary>The server's cipher.</summary>
    public ushort Cipher { get; private init; }

    public ReadOnlySpan<byte> Extensions { get; private init; }

    /// <summary>Whether the server wants another hello (RFC 8446, 4.1.3).</summary>
    public bool IsRetry { get; private init; }

    // SHA-256 of "HelloRetryRequest".
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Reads a client's.</summary>
    public static bool TryReadClient(ReadOnlySpan<byte> message, out TlsHello hello)
    {
        hello = default;
        if (!TlsHandshake.TryTake(ref message, out ushort version) || message.Length < RandomBytes) return false;
        message = message[RandomBytes..];
        if (!TlsHandshake.TryTake8(ref message, out var session) || !TlsHandshake.TryTake16(ref message, out var ciphers)
            || !TlsHandshake.TryTake8(ref message, out _))
            return false;

        // Before TLS 1.2 there need be no extensions at all.
        TlsHandshake.TryTake16(ref message, out var extensions);
        hello = new() { Version = version, SessionId = session, Ciphers = ciphers, Extensions = extensions };
        return true;
    }

    /// <summary>Reads a server's.</summary>
    public static bool TryReadServer(ReadOnlySpan<byte> message, out TlsHello hello)
    {
        hello = default;
        if (!TlsHandshake.TryTake(ref message, out ushort version) || message.Length < RandomBytes) return false;
        bool retry = message.StartsWith(RetryRandom);
        message = message[RandomBytes..];
        ReadOnlySpan<byte> session = default;

        // Drafts of TLS 1.3 before the 22nd have neither session nor compression.
        bool isShort = version >> 8 == 0x7F && (version & 0xFF) < 22;
        if (!isShort && !TlsHandshake.TryTake8(ref message, out session)) return false;
        if (!TlsHandshake.TryTake(ref message, out ushort cipher)) return false;
        if (!isShort)
        {
            if (message.IsEmpty) return false;
            message = message[1..];
        }

        TlsHandshake.TryTake16(ref message, out var extensions);
        hello = new() { Version = version, SessionId = session, Cipher = cipher, Extensions = extensions, IsRetry = retry };
        return true;
    }
}
