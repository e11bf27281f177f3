using System.Buffers;

namespace CraneAnomaly.Records.Cargo;

/// <summary>
/// Finds container numbers in text: an owner's code of three letters, the category (U, J or Z), a serial number of six
/// digits and a check digit (ISO 6346, 3 and annex A). A blank or a hyphen may stand before the serial number and before the
/// check digit. One in eleven texts of that shape has the right check digit by chance.
/// </summary>
public static class ContainerNumbers
{
    /// <summary>Characters of a number, blanks and hyphens left out.</summary>
    public const int Length = 11;

    private const int Serial = 6;

    private static readonly SearchValues<byte> s_categories = SearchValues.Create("UJZ"u8);

    /// <summary>Finds the next valid number at or after a position.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="at">Where to begin; afterwards the position behind the number.</param>
    /// <param name="number">Takes the number, <see cref="Length"/> bytes.</param>
    /// <param name="asWords">Whether a number stands alone, as in text; in decoded bytes they stand one behind the other.</param>
    /// <returns>False when there is none; then <paramref name="at"/> is the end.</returns>
    public static bool TryFind(ReadOnlySpan<byte> text, ref int at, Span<byte> number, bool asWords = true)
    {
        // The category is the fourth letter.
        int from = at;
        while (from + 3 < text.Length)
        {
            int found = text[(from + 3)..].IndexOfAny(s_categories);
            if (found < 0) break;
            int begin = from + found;
            if (TryRead(text, begin, number, asWords, out int end))
            {
                at = end;
                return true;
            }

            from = begin + 1;
        }

        at = text.Length;
        return false;
    }

    /// <summary>Whether a text is a valid container number and nothing else.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        Span<byte> number = stackalloc byte[Length];
        return TryRead(text, 0, number, true, out int end) && end == text.Length;
    }

    /// <summary>
    /// Where, at the end of a text, a number begins that may go on behind it; -1 for nowhere.
    /// </summary>
    internal static int Unfinished(ReadOnlySpan<byte> text)
    {
        for (int begin = Math.Max(0, text.Length - Length - 1); begin < text.Length; begin++)
            if ((begin == 0 || !IsWord(text[begin - 1])) && IsBeginning(text[begin..])) return begin;
        return -1;
    }

    /// <summary>The check digit of the first ten characters (ISO 6346, annex A); they must be capitals and digits.</summary>
    public static int CheckDigit(ReadOnlySpan<byte> number)
    {
        int sum = 0;
        for (int i = 0; i < Length - 1; i++)
        {
            // Letters count from 10 for A, without the multiples of 11.
            int value = number[i] - '0';
            if (value > 9)
            {
                value = number[i] - 'A' + 10;
                value += (value - 1) / 10;
            }

            sum += value << i;
        }

        return sum % 11 % 10;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, int begin, Span<byte> number, bool asWords, out int end)
    {
        end = begin;
        if (begin + Length > text.Length || (asWords && begin > 0 && IsWord(text[begin - 1]))) return false;
        for (int i = 0; i < 3; i++)
            if (text[begin + i] is < (byte)'A' or > (byte)'Z') return false;
        if (!s_categories.Contains(text[begin + 3])) return false;
        text.Slice(begin, 4).CopyTo(number);
        int at = begin + 4;
        Skip(text, ref at);
        for (int i = 0; i < Serial; i++, at++)
        {
            if (at >= text.Length || !char.IsAsciiDigit((char)text[at])) return false;
            number[4 + i] = text[at];
        }

        Skip(text, ref at);
        if (at >= text.Length || !char.IsAsciiDigit((char)text[at])) return false;
        number[10] = text[at++];
        if (asWords && at < text.Length && IsWord(text[at])) return false;
        end = at;
        return CheckDigit(number) == number[10] - '0';
    }

    private static bool IsBeginning(ReadOnlySpan<byte> text)
    {
        int at = 0;
        for (; at < 3 && at < text.Length; at++)
            if (text[at] is < (byte)'A' or > (byte)'Z') return false;
        if (at == text.Length) return true;
        if (!s_categories.Contains(text[at++])) return false;
        Skip(text, ref at);
        for (int i = 0; i < Serial; i++, at++)
        {
            if (at >= text.Length) return true;
            if (!char.IsAsciiDigit((char)text[at])) return false;
        }

        Skip(text, ref at);
        return at >= text.Length;
    }

    private static void Skip(ReadOnlySpan<byte> text, ref int at)
    {
        if (at < text.Length && text[at] is (byte)' ' or (byte)'-') at++;
    }

    private static bool IsWord(byte c) => char.IsAsciiLetterOrDigit((char)c) || c == '_';
}
