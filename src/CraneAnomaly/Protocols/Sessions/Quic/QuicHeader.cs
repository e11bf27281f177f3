using System.Buffers.Binary;
using System.Globalization;

namespace CraneAnomaly.Protocols.Sessions.Quic;

/// <summary>The long header with which a connection begins (RFC 8999, 5.1; RFC 9000, 17.2; RFC 9369): all that is in the clear.</summary>
internal readonly struct QuicHeader
{
    private const int FixedBytes = 7, MostIdBytes = 20;
    private const uint One = 1, Two = 0x6B33_43CF, FirstDraft = 0xFF00_001D, LastDraft = 0xFF00_0022;

    private QuicHeader(uint version) => Version = version;

    /// <summary>The version; 0 where a server names those that it knows.</summary>
    public uint Version { get; }

    /// <summary>The version as text.</summary>
    public string Name => Version switch
    {
        0 => "negotiation",
        One => "1",
        Two => "2",
        var draft => string.Create(CultureInfo.InvariantCulture, $"draft-{draft & 0xFF}"),
    };

    /// <summary>Reads it; other versions than those that are published are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out QuicHeader header)
    {
        header = default;
        if (source.Length < FixedBytes || source[0] < 0x80) return false;
        uint version = BinaryPrimitives.ReadUInt32BigEndian(source[1..]);
        bool isNegotiation = version == 0;
        if (!isNegotiation && (source[0] & 0x40) == 0) return false;
        if (!isNegotiation && version is not (One or Two or (>= FirstDraft and <= LastDraft))) return false;
        int at = 5;
        for (int id = 0; id < 2; id++)
        {
            if (at >= source.Length || source[at] > MostIdBytes) return false;
            at += 1 + source[at];
        }

        // RFC 8999, 6: the versions fill the rest. RFC 9000, 14.1: whoever begins fills 1,200 bytes, and what follows is no shorter than a tag.
        int rest = source.Length - at;
        if (isNegotiation ? rest < 4 || rest % 4 != 0 || rest > 256 : rest < 16) return false;
        header = new(version);
        return true;
    }
}
