using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Reads tokens of JSON (RFC 8259) out of text that is known to be UTF-8. Every method starts at
/// an index and says how far it came; none throws, and none looks beyond the text.
/// </summary>
internal static class JsonToken
{
    // RFC 8259, 7: these end plain text; control characters are not allowed in it.
    private static readonly SearchValues<byte> EndOfPlain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Where the next token begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && text[at] <= ' ' && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>Reads a string whose opening quote is at <paramref name="at"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the quote is.</param>
    /// <param name="content">What stands between the quotes, as written.</param>
    /// <param name="escaped">Whether it contains escapes; see <see cref="Unescape"/>.</param>
    /// <returns>Where the text goes on behind the closing quote; -1 when it is no string.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadString(ReadOnlySpan<byte> text, int at, out ReadOnlySpan<byte> content, out bool escaped)
    {
        content = default;
        escaped = false;
        if ((uint)at >= (uint)text.Length || text[at] != '"') return -1;
        int start = at + 1;
        var rest = text[start..];
        int end = FindEnd(rest);
        if ((uint)end >= (uint)rest.Length) return -1;
        if (rest[end] == '"')
        {
            content = rest[..end];
            return start + end + 1;
        }

        escaped = true;
        end = EndOfEscaped(rest, end);
        if (end < 0) return -1;
        content = rest[..end];
        return start + end + 1;
    }

    /// <summary>Writes the text that escapes stand for.</summary>
    /// <param name="content">What <see cref="ReadString"/> gave.</param>
    /// <param name="to">At least as long.</param>
    /// <returns>Bytes written; -1 for an escape that does not exist, or half of a surrogate pair.</returns>
    public static int Unescape(ReadOnlySpan<byte> content, Span<byte> to)
    {
        int length = 0;
        for (int i = 0; i < content.Length;)
        {
            if (content[i] != '\\')
            {
                to[length++] = content[i++];
                continue;
            }

            if (i + 1 >= content.Length) return -1;
            byte letter = content[i + 1];
            i += 2;
            if (letter != 'u')
            {
                int plain = "\"\\/bfnrt"u8.IndexOf(letter);
                if (plain < 0) return -1;
                to[length++] = "\"\\/\b\f\n\r\t"u8[plain];
                continue;
            }

            int high = Hex4(content, i);
            if (high < 0) return -1;
            i += 4;
            var rune = new Rune(0xFFFD);
            if (high is >= 0xD800 and < 0xDC00)
            {
                if (i + 1 >= content.Length || content[i] != '\\' || content[i + 1] != 'u') return -1;
                int low = Hex4(content, i + 2);
                if (low < 0 || !Rune.TryCreate((char)high, (char)low, out rune)) return -1;
                i += 6;
            }
            else if (!Rune.TryCreate(high, out rune))
            {
                return -1;
            }

            // An escape is at least as long as what it stands for.
            length += rune.EncodeToUtf8(to[length..]);
        }

        return length;
    }

    /// <summary>Bytes of <c>true</c>, <c>false</c> or <c>null</c> at <paramref name="at"/>; 0 for none of them.</summary>
    public static int MeasureLiteral(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length) return 0;
        var rest = text[at..];
        return rest[0] switch
        {
            (byte)'t' when rest.StartsWith("true"u8) => 4,
            (byte)'f' when rest.StartsWith("false"u8) => 5,
            (byte)'n' when rest.StartsWith("null"u8) => 4,
            _ => 0,
        };
    }

    /// <summary>Bytes up to a quote, a backslash or a control character; -1 when there is none.</summary>
    /// <remarks>Most strings are short: a look at 32 bytes is less than a call.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindEnd(ReadOnlySpan<byte> rest)
    {
        if (Vector256.IsHardwareAccelerated && rest.Length >= Vector256<byte>.Count)
        {
            var bytes = Vector256.Create(rest[..Vector256<byte>.Count]);
            uint ends = (Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
            if (ends != 0) return BitOperations.TrailingZeroCount(ends);
        }

        return rest.IndexOfAny(EndOfPlain);
    }

    private static int EndOfEscaped(ReadOnlySpan<byte> rest, int at)
    {
        while ((uint)at < (uint)rest.Length)
        {
            if (rest[at] == '"') return at;
            if (rest[at] != '\\') return -1;
            at += 2;
            if (at > rest.Length) return -1;
            int next = rest[at..].IndexOfAny(EndOfPlain);
            if (next < 0) return -1;
            at += next;
        }

        return -1;
    }

    private static int Hex4(ReadOnlySpan<byte> text, int at)
    {
        if (at + 4 > text.Length) return -1;
        int value = 0;
        for (int i = at; i < at + 4; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                digit = (text[i] | 0x20) - 'a' + 10;
                if (digit is < 10 or > 15) return -1;
            }

            value = value << 4 | digit;
        }

        return value;
    }
}
