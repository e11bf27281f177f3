namespace CraneAnomaly.Detectors.Leaks;

/// <summary>
/// What may be hidden in the labels of a name, decoded once: as they stand, as base32 (RFC 4648, 6) and as hexadecimal.
/// Names come in lower case, so that base64, which means something else by it, cannot be read back.
/// </summary>
internal static class NameText
{
    /// <summary>Most bytes that any of them comes to.</summary>
    public const int MostBytes = 256;

    /// <summary>The characters in capitals, without the dots between them.</summary>
    public static int Plain(ReadOnlySpan<byte> labels, Span<byte> output)
    {
        int length = 0;
        foreach (byte c in labels)
        {
            if (c == '.' || length == output.Length) continue;
            output[length++] = c is >= (byte)'a' and <= (byte)'z' ? (byte)(c - 32) : c;
        }

        return length;
    }

    /// <summary>Reads base32; what is no letter of it ends the text.</summary>
    public static int Base32(ReadOnlySpan<byte> capitals, Span<byte> output)
    {
        int length = 0, bits = 0, held = 0;
        foreach (byte c in capitals)
        {
            int value = c is >= (byte)'A' and <= (byte)'Z' ? c - 'A' : c is >= (byte)'2' and <= (byte)'7' ? c - '2' + 26 : -1;
            if (value < 0) break;
            (bits, held) = ((bits << 5 | value) & 0xFFF, held + 5);
            if (held < 8) continue;
            held -= 8;
            if (length == output.Length) break;
            output[length++] = (byte)(bits >> held);
        }

        return length;
    }

    /// <summary>Reads hexadecimal; what is no digit of it ends the text.</summary>
    public static int Hexadecimal(ReadOnlySpan<byte> capitals, Span<byte> output)
    {
        int length = 0;
        for (; 2 * length + 1 < capitals.Length && length < output.Length; length++)
        {
            int high = Digit(capitals[2 * length]), low = Digit(capitals[2 * length + 1]);
            if (high < 0 || low < 0) break;
            output[length] = (byte)(high << 4 | low);
        }

        return length;
    }

    private static int Digit(byte c) => c is >= (byte)'0' and <= (byte)'9' ? c - '0' : c is >= (byte)'A' and <= (byte)'F' ? c - 'A' + 10 : -1;
}
