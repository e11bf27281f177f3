using System.Runtime.CompilerServices;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Reads the cells of one line of RFC 4180, with the delimiter that the header uses. A line break inside of quotes is
/// not read: an unclosed quote would swallow the good lines behind it.
/// </summary>
internal static class CsvText
{
    /// <summary>The delimiter that stands most often outside of quotes: comma, semicolon or tab; 0 for none.</summary>
    public static byte FindDelimiter(ReadOnlySpan<byte> header)
    {
        Span<int> counts = stackalloc int[3];
        bool quoted = false;
        foreach (byte b in header)
        {
            if (b == '"') quoted = !quoted;
            if (quoted) continue;
            if (b == ',') counts[0]++;
            else if (b == ';') counts[1]++;
            else if (b == '\t') counts[2]++;
        }

        int most = counts[1] > counts[0] ? 1 : 0;
        if (counts[2] > counts[most]) most = 2;
        return counts[most] == 0 ? (byte)0 : ",;\t"u8[most];
    }

    /// <summary>Takes the next cell off the line.</summary>
    /// <param name="rest">The line from the cell on; then what is behind its delimiter.</param>
    /// <param name="delimiter">The delimiter.</param>
    /// <param name="cell">The cell's text, between its quotes if it has them.</param>
    /// <param name="doubled">Whether quotes inside of it are still doubled; see <see cref="Undouble"/>.</param>
    /// <param name="last">Whether it was the last of the line.</param>
    /// <returns>False when the quoting is broken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadCell(
        ref ReadOnlySpan<byte> rest, byte delimiter, out ReadOnlySpan<byte> cell, out bool doubled, out bool last)
    {
        if (rest.Length > 0 && rest[0] == '"') return TryReadQuoted(ref rest, delimiter, out cell, out doubled, out last);
        doubled = false;
        int end = rest.IndexOf(delimiter);
        last = end < 0;
        cell = last ? rest : rest[..end];
        rest = last ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>Halves doubled quotes (RFC 4180, 2.7).</summary>
    /// <returns>Bytes written; <paramref name="to"/> holds at least as many as the cell has.</returns>
    public static int Undouble(ReadOnlySpan<byte> cell, Span<byte> to)
    {
        int length = 0;
        for (int i = 0; i < cell.Length; i++)
        {
            to[length++] = cell[i];
            if (cell[i] == '"') i++;
        }

        return length;
    }

    private static bool TryReadQuoted(
        ref ReadOnlySpan<byte> rest, byte delimiter, out ReadOnlySpan<byte> cell, out bool doubled, out bool last)
    {
        cell = default;
        doubled = last = false;
        int at = 1;
        while (true)
        {
            int quote = rest[at..].IndexOf((byte)'"');
            if (quote < 0) return false;
            at += quote + 1;
            if (at >= rest.Length || rest[at] != '"') break;
            doubled = true;
            at++;
        }

        cell = rest[1..(at - 1)];
        last = at == rest.Length;
        if (!last && rest[at] != delimiter) return false;
        rest = last ? default : rest[(at + 1)..];
        return true;
    }
}
