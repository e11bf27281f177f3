using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs.Text;

/// <summary>Reads rows of Zeek's ASCII format.</summary>
internal static class ZeekText
{
    /// <summary>Reads a line into a row.</summary>
    public static Violation ReadLine(ReadOnlySpan<byte> line, ZeekHeader header, LogRow row)
    {
        if (header.ColumnCount == 0) return Violation.MalformedLine;
        var columns = header.Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            int end = line.IndexOf(header.Separator);
            if (end < 0 != (i == columns.Length - 1)) return Violation.WrongColumnCount;
            var cell = end < 0 ? line : line[..end];
            line = end < 0 ? default : line[(end + 1)..];
            if (columns[i] < 0 || cell.SequenceEqual(header.Unset)) continue;
            if (cell.SequenceEqual(header.Empty)) cell = default;
            int length = Unescape(cell, row.Room(cell.Length));
            if (header.SetSeparator != ',') row.Room(length)[..length].Replace(header.SetSeparator, (byte)',');
            row.Take(columns[i], length);
        }

        return Violation.None;
    }

    /// <summary>Writes the bytes that <c>\xNN</c> stands for, and one backslash for two.</summary>
    /// <param name="text">The text.</param>
    /// <param name="to">Takes the bytes; it holds as many as the text has.</param>
    /// <param name="doubled">Whether a backslash stands doubled; Suricata leaves it alone.</param>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> to, bool doubled = true)
    {
        int length = 0;
        for (int i = 0; i < text.Length;)
        {
            int plain = text[i..].IndexOf((byte)'\\');
            if (plain < 0) plain = text.Length - i;
            text.Slice(i, plain).CopyTo(to[length..]);
            (i, length) = (i + plain, length + plain);
            if (i >= text.Length) break;
            if (i + 3 < text.Length && text[i + 1] == 'x' && Hex(text[i + 2]) is >= 0 and var high && Hex(text[i + 3]) is >= 0 and var low)
            {
                to[length++] = (byte)(high << 4 | low);
                i += 4;
            }
            else
            {
                to[length++] = (byte)'\\';
                i += doubled && i + 1 < text.Length && text[i + 1] == '\\' ? 2 : 1;
            }
        }

        return length;
    }

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
