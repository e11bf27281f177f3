using System.Buffers.Binary;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>
/// The messages of MCS (T.125, BER) and in them of GCC (T.124, PER) that carry what both sides say of themselves
/// (MS-RDPBCGR, 2.2.1.3 and 2.2.1.4).
/// </summary>
internal static class GccConference
{
    private const byte OctetString = 0x04;
    private const byte Sequence = 0x30;

    // The identifier of T.124 with which both begin, and the keys of H.221 that stand before the blocks.
    private static ReadOnlySpan<byte> Identifier => [0x00, 0x05, 0x00, 0x14, 0x7C, 0x00, 0x01];

    private static ReadOnlySpan<byte> ClientKey => "Duca"u8;

    private static ReadOnlySpan<byte> ServerKey => "McDn"u8;

    /// <summary>Reads a client's connect-initial.</summary>
    /// <param name="message">What follows the X.224 header.</param>
    /// <param name="blocks">The blocks of data.</param>
    public static bool TryReadRequest(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> blocks)
    {
        blocks = default;

        // Two domain selectors, a flag, three sets of parameters, and the user data.
        return TryEnter(ref message, 0x65)
            && TrySkip(ref message, OctetString) && TrySkip(ref message, OctetString) && TrySkip(ref message, 0x01)
            && TrySkip(ref message, Sequence) && TrySkip(ref message, Sequence) && TrySkip(ref message, Sequence)
            && TryTake(ref message, OctetString, out var conference)
            && TryTakeIdentifier(ref conference)
            && TryTakeKey(ref conference, 8, ClientKey) // CreateRequest with no options but the user data
            && TryTakeLength(ref conference, out int length)
            && TryCut(conference, length, out blocks);
    }

    /// <summary>Reads a server's connect-response.</summary>
    /// <param name="message">What follows the X.224 header.</param>
    /// <param name="result">Result of the creation (T.124, 8.7): 0 for success.</param>
    /// <param name="blocks">The blocks of data.</param>
    public static bool TryReadResponse(ReadOnlySpan<byte> message, out byte result, out ReadOnlySpan<byte> blocks)
    {
        result = 0;
        blocks = default;

        // Result, connection, one set of parameters, and the user data.
        if (!TryEnter(ref message, 0x66) || !TrySkip(ref message, 0x0A) || !TrySkip(ref message, 0x02) || !TrySkip(ref message, Sequence)
            || !TryTake(ref message, OctetString, out var conference) || !TryTakeIdentifier(ref conference))
            return false;

        // Choice, node (2 bytes), tag (its length before it), result in three bits after the one of extension.
        if (conference.Length < 4 || conference[3] > 4 || conference.Length < 5 + conference[3]) return false;
        int at = 4 + conference[3];
        result = (byte)((conference[at] >> 4) & 7);
        conference = conference[(at + 1)..];
        return TryTakeKey(ref conference, 3, ServerKey) && TryTakeLength(ref conference, out int length) && TryCut(conference, length, out blocks);
    }

    /// <summary>Takes a block of data: type, length of all (little-endian), content.</summary>
    public static bool TryTakeBlock(scoped ref ReadOnlySpan<byte> blocks, out ushort type, out ReadOnlySpan<byte> content)
    {
        type = 0;
        content = default;
        if (blocks.Length < 4) return false;
        type = BinaryPrimitives.ReadUInt16LittleEndian(blocks);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(blocks[2..]);
        if (length < 4 || length > blocks.Length) return false;
        content = blocks[4..length];
        blocks = blocks[length..];
        return true;
    }

    // The tag of an application has two bytes.
    private static bool TryEnter(scoped ref ReadOnlySpan<byte> source, byte tag)
    {
        if (source.Length < 3 || source[0] != 0x7F) return false;
        var rest = source[1..];
        return TryTake(ref rest, tag, out source);
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<byte> source, byte tag) => TryTake(ref source, tag, out _);

    // BER: tag, length in one byte or, after its count, in up to two, value.
    private static bool TryTake(scoped ref ReadOnlySpan<byte> source, byte tag, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (source.Length < 2 || source[0] != tag) return false;
        int more = source[1] < 0x80 ? 0 : source[1] & 0x7F;
        if (more > 2 || source.Length < 2 + more) return false;
        int length = more == 0 ? source[1] : 0;
        for (int i = 0; i < more; i++) length = (length << 8) | source[2 + i];
        int head = 2 + more;
        if (length > source.Length - head) return false;
        value = source.Slice(head, length);
        source = source[(head + length)..];
        return true;
    }

    // The length that follows it is not to be relied on: servers send a fixed one (2.2.1.4).
    private static bool TryTakeIdentifier(scoped ref ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith(Identifier)) return false;
        source = source[Identifier.Length..];
        return TryTakeLength(ref source, out _);
    }

    private static bool TryTakeKey(scoped ref ReadOnlySpan<byte> source, int before, ReadOnlySpan<byte> key)
    {
        if (source.Length < before + key.Length || !source.Slice(before, key.Length).SequenceEqual(key)) return false;
        source = source[(before + key.Length)..];
        return true;
    }

    // PER: one byte, or two with the highest bit set.
    private static bool TryTakeLength(scoped ref ReadOnlySpan<byte> source, out int length)
    {
        length = 0;
        if (source.IsEmpty) return false;
        int bytes = source[0] < 0x80 ? 1 : 2;
        if (source.Length < bytes) return false;
        length = bytes == 1 ? source[0] : BinaryPrimitives.ReadUInt16BigEndian(source) & 0x3FFF;
        source = source[bytes..];
        return true;
    }

    private static bool TryCut(ReadOnlySpan<byte> source, int length, out ReadOnlySpan<byte> blocks)
    {
        blocks = length <= source.Length ? source[..length] : default;
        return length <= source.Length;
    }
}
