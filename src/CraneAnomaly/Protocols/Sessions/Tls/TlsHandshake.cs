using System.Buffers.Binary;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>Numbers of the messages of the handshake (RFC 8446, 4; RFC 5246, 7.4), and how lists stand in them.</summary>
internal static class TlsHandshake
{
    public const int HeaderBytes = 4;

    public const byte ClientHello = 1;
    public const byte ServerHello = 2;
    public const byte Certificate = 11;
    public const byte ServerKeyExchange = 12;
    public const byte ClientKeyExchange = 16;

    public const ushort ServerNameExtension = 0;
    public const ushort GroupsExtension = 10;
    public const ushort PointFormatsExtension = 11;
    public const ushort SignaturesExtension = 13;
    public const ushort AlpnExtension = 16;
    public const ushort TicketExtension = 35;
    public const ushort VersionsExtension = 43;
    public const ushort KeyShareExtension = 51;

    /// <summary>Its number in drafts before the 23rd.</summary>
    public const ushort DraftKeyShareExtension = 40;

    /// <summary>Length of a message whose number and length are there.</summary>
    public static int Length(ReadOnlySpan<byte> message) => message[1] << 16 | message[2] << 8 | message[3];

    /// <summary>Numbers that clients make up so that servers get used to unknown ones (RFC 8701).</summary>
    public static bool IsGrease(ushort value) => (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);

    /// <summary>Takes bytes with their length in one byte before them.</summary>
    public static bool TryTake8(scoped ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (source.IsEmpty || source[0] > source.Length - 1) return false;
        value = source.Slice(1, source[0]);
        source = source[(1 + source[0])..];
        return true;
    }

    /// <summary>Takes bytes with their length in two bytes before them.</summary>
    public static bool TryTake16(scoped ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(source, out ushort length) || length > source.Length - 2) return false;
        value = source.Slice(2, length);
        source = source[(2 + length)..];
        return true;
    }

    /// <summary>Takes bytes with their length in three bytes before them.</summary>
    public static bool TryTake24(scoped ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (source.Length < 3) return false;
        int length = source[0] << 16 | source[1] << 8 | source[2];
        if (length > source.Length - 3) return false;
        value = source.Slice(3, length);
        source = source[(3 + length)..];
        return true;
    }

    /// <summary>Takes a number of two bytes.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> source, out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(source, out value)) return false;
        source = source[2..];
        return true;
    }

    /// <summary>Takes an extension: number, and bytes with their length (RFC 8446, 4.2).</summary>
    public static bool TryTakeExtension(scoped ref ReadOnlySpan<byte> source, out ushort number, out ReadOnlySpan<byte> content)
    {
        content = default;
        return TryTake(ref source, out number) && TryTake16(ref source, out content);
    }

    /// <summary>Finds an extension.</summary>
    public static bool TryFindExtension(ReadOnlySpan<byte> extensions, ushort number, out ReadOnlySpan<byte> content)
    {
        while (TryTakeExtension(ref extensions, out ushort found, out content))
        {
            if (found == number) return true;
        }

        content = default;
        return false;
    }
}
