namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Names, in labels with their lengths, which may go on elsewhere in the message (RFC 1035, 3.1 and 4.1.4).</summary>
internal static class DnsName
{
    /// <summary>Most characters of a name with its dots (RFC 1035, 2.3.4).</summary>
    public const int MostBytes = 255;

    // A name has 127 labels at most, so it cannot need more.
    private const int MostJumps = 127;

    /// <summary>Reads a name.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="at">Where it begins; then where what follows it begins.</param>
    /// <param name="text">Its labels in lower case with dots between them.</param>
    /// <param name="length">Bytes of the text.</param>
    /// <returns>False for one that goes beyond the message, is too long, or does not end.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, Span<byte> text, out int length)
    {
        length = 0;
        int end = -1, jumps = 0;
        for (int place = at; ;)
        {
            if (place >= message.Length) return false;
            int size = message[place];
            switch (size >> 6)
            {
                case 0 when size == 0:
                    at = end < 0 ? place + 1 : end;
                    return true;
                case 0:
                    if (place + 1 + size > message.Length || length + size + 1 > MostBytes) return false;
                    if (length != 0) text[length++] = (byte)'.';
                    for (int i = 1; i <= size; i++)
                    {
                        byte letter = message[place + i];
                        text[length++] = letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
                    }

                    place += 1 + size;
                    break;
                case 3:
                    // Only what stands before may be pointed at, so that nothing goes round.
                    if (place + 1 >= message.Length || ++jumps > MostJumps) return false;
                    int target = (size & 0x3F) << 8 | message[place + 1];
                    if (end < 0) end = place + 2;
                    if (target >= place) return false;
                    place = target;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>
    /// Turns a name of NetBIOS into what it stands for: two letters for each of its bytes, the last of which is the kind
    /// (RFC 1001, 14.1).
    /// </summary>
    public static bool TryDecodeNetBios(ReadOnlySpan<byte> name, Span<byte> text, out int length)
    {
        const int Encoded = 32;
        length = 0;
        if (name.Length < Encoded || name[..Encoded].ContainsAnyExceptInRange((byte)'a', (byte)'p')) return false;
        for (int i = 0; i < Encoded - 2; i += 2) text[length++] = (byte)((name[i] - 'a') << 4 | (name[i + 1] - 'a'));
        while (length > 0 && text[length - 1] is (byte)' ' or 0) length--;
        for (int i = 0; i < length; i++)
        {
            if (text[i] is >= (byte)'A' and <= (byte)'Z') text[i] |= 0x20;
        }

        return length > 0;
    }
}
