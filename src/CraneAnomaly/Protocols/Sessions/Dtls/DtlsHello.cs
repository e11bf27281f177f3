using System.Buffers.Binary;

namespace CraneAnomaly.Protocols.Sessions.Dtls;

/// <summary>
/// The first message of a handshake in a datagram: a record (RFC 6347, 4.1) with a fragment (4.2.2) that begins a hello of
/// the client or the server, or the request to come again with a cookie.
/// </summary>
internal readonly struct DtlsHello
{
    private const int RecordBytes = 13, HandshakeBytes = 12, RandomBytes = 32;
    private const byte Handshake = 22, Client = 1, Server = 2, Verify = 3;
    private const ushort One = 0xFEFF, Two = 0xFEFD, Three = 0xFEFC, SupportedVersions = 43;

    private DtlsHello(byte type, ushort version) => (Type, Version) = (type, version);

    private byte Type { get; }

    /// <summary>Whether the client sends it.</summary>
    public bool IsClient => Type == Client;

    /// <summary>Whether it settles the version.</summary>
    public bool IsServer => Type == Server;

    /// <summary>The version: of a client the highest it has by the old field, of a server the one that is spoken.</summary>
    public ushort Version { get; }

    /// <summary>The version as Zeek names it.</summary>
    public string Name => Version switch { One => "DTLSv10", Two => "DTLSv12", _ => "DTLSv13" };

    /// <summary>Reads it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out DtlsHello hello)
    {
        hello = default;
        if (source.Length < RecordBytes + HandshakeBytes + 2 || source[0] != Handshake || source[1] != 0xFE || source[2] is not (0xFF or 0xFD)
            || source[3] != 0 || source[4] != 0) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(source[11..]);
        var message = source[RecordBytes..Math.Min(source.Length, RecordBytes + length)];
        if (length < HandshakeBytes + 2 || message.Length < HandshakeBytes + 2 || message[0] is not (Client or Server or Verify)) return false;

        // 4.2.2: the fragment lies within the message, and a hello begins with the first.
        int whole = Number24(message[1..]), offset = Number24(message[6..]), fragment = Number24(message[9..]);
        if (offset != 0 || fragment > whole || fragment > length - HandshakeBytes) return false;
        var body = message[HandshakeBytes..];
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(body);
        if (version is not (One or Two)) return false;
        hello = new(message[0], message[0] == Server && IsThree(body) ? Three : version);
        return true;
    }

    // RFC 9147, 5.3 and RFC 8446, 4.2.1: the old field stays, and an extension says what is spoken.
    private static bool IsThree(ReadOnlySpan<byte> body)
    {
        int at = 2 + RandomBytes;
        if (at >= body.Length) return false;
        at += 1 + body[at] + 3;
        for (at += 2; at + 4 <= body.Length;)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(body[(at + 2)..]);
            at += 4;
            if (at + length > body.Length) return false;
            if (type == SupportedVersions) return length == 2 && BinaryPrimitives.ReadUInt16BigEndian(body[at..]) == Three;
            at += length;
        }

        return false;
    }

    private static int Number24(ReadOnlySpan<byte> bytes) => bytes[0] << 16 | bytes[1] << 8 | bytes[2];
}
