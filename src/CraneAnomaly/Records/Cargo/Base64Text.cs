using System.Buffers;

namespace CraneAnomaly.Records.Cargo;

/// <summary>
/// Finds what may be base64 within bytes and reads it once (RFC 4648, 4 and 5; RFC 2045, 6.8, for the line ends within).
/// </summary>
internal static class Base64Text
{
    /// <summary>Fewer characters than these hold no container number.</summary>
    public const int Fewest = 16;

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\r\n"u8);

    private const sbyte NoLetter = -2;

    private static readonly sbyte[] s_values = Values();

    /// <summary>
    /// Finds the next run of characters that is long enough, at or after a position; afterwards the position is behind it.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> bytes, ref int at, out int begin)
    {
        // Looked at from behind: one character that is none of its rules out all places before it at once.
        for (int last = at + Fewest - 1; last < bytes.Length;)
        {
            if (!IsLetter(bytes[last]))
            {
                // As most are of what is no text; the next question is then the same again.
                last += Fewest;
                continue;
            }

            begin = last - Fewest + 1;
            int other = last - 1;
            while (other >= begin && IsLetter(bytes[other])) other--;
            if (other < begin)
            {
                int length = bytes[last..].IndexOfAnyExcept(s_letters);
                at = length < 0 ? bytes.Length : last + length;
                return true;
            }

            last = other + Fewest;
        }

        begin = at = bytes.Length;
        return false;
    }

    /// <summary>Whether a byte may stand within base64.</summary>
    public static bool IsLetter(byte value) => s_values[value] != NoLetter;

    /// <summary>
    /// Whether there may be a container number in a run: of every three bytes the first has a character of its own, which a capital
    /// letter, a digit and what may stand between them leave few choices. False for most of what is no text.
    /// </summary>
    public static bool MayHoldNumber(ReadOnlySpan<byte> text)
    {
        for (int first = 0; first + 8 < text.Length; first++)
        {
            if (IsOfCapital(text[first]) && (IsOfCapital(text[first + 4]) || IsOfDigit(text[first + 4])) && IsOfDigit(text[first + 8])) return true;
        }

        // Line ends shift what belongs together.
        return text.ContainsAny((byte)'\r', (byte)'\n');
    }

    /// <summary>How many characters at the end may go on in what comes next.</summary>
    public static int AtEnd(ReadOnlySpan<byte> bytes) => bytes.Length - 1 - bytes.LastIndexOfAnyExcept(s_letters);

    /// <summary>Reads characters, line ends left out, as far as there is room; returns the bytes they come to.</summary>
    /// <param name="text">Nothing but what <see cref="TryFind"/> finds.</param>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="read">How many characters were read.</param>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> output, out int read)
    {
        uint bits = 0;
        int held = 0, length = 0;
        for (read = 0; read < text.Length; read++)
        {
            int value = s_values[text[read]];
            if (value < 0) continue;
            bits = bits << 6 | (uint)value;
            held += 6;
            if (held < 8) continue;
            if (length == output.Length) break;
            held -= 8;
            output[length++] = (byte)(bits >> held);
        }

        return length;
    }

    // The upper six bits of A to Z.
    private static bool IsOfCapital(byte letter) => letter is >= (byte)'Q' and <= (byte)'W';

    // Those of 0 to 9, and of a blank or a hyphen between them.
    private static bool IsOfDigit(byte letter) => letter is (>= (byte)'M' and <= (byte)'O') or (byte)'I' or (byte)'L';

    private static sbyte[] Values()
    {
        var values = new sbyte[256];
        Array.Fill(values, NoLetter);
        values['\r'] = values['\n'] = -1;
        ReadOnlySpan<byte> letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int i = 0; i < letters.Length; i++) values[letters[i]] = (sbyte)i;
        (values['-'], values['_']) = (values['+'], values['/']);
        return values;
    }
}
