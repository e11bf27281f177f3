using System.Buffers;
using System.Text;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>The head of a message of HTTP or RTSP: a line, fields, an empty line (RFC 9112, 2.1).</summary>
internal readonly ref struct TextHead
{
    /// <summary>Most bytes of a head.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>The first line, without its end.</summary>
    public ReadOnlySpan<byte> Line { get; private init; }

    private ReadOnlySpan<byte> Fields { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="source">The start of a message.</param>
    /// <param name="head">The head.</param>
    /// <param name="consumed">Its bytes with the empty line.</param>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out TextHead head, out int consumed)
    {
        head = default;
        consumed = 0;
        var known = source[..Math.Min(source.Length, MostBytes)];
        int end = known.IndexOf("\r\n\r\n"u8), width = 4;
        if (end < 0) (end, width) = (known.IndexOf("\n\n"u8), 2);
        if (end < 0) return source.Length < MostBytes ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        var rest = source[..end];
        head = new() { Line = TakeLine(ref rest), Fields = rest };
        consumed = end + width;
        return OperationStatus.Done;
    }

    /// <summary>The value of a field, empty where there is none.</summary>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> name)
    {
        var rest = Fields;
        while (!rest.IsEmpty)
        {
            var line = TakeLine(ref rest);
            if (line.Length > name.Length && line[name.Length] == (byte)':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[(name.Length + 1)..].Trim(" \t"u8);
        }

        return default;
    }

    /// <summary>The parts of the first line: at the first space, and at the last or the second.</summary>
    public bool TrySplit(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> second, out ReadOnlySpan<byte> third)
    {
        first = second = third = default;
        int space = Line.IndexOf((byte)' ');
        if (space <= 0) return false;
        first = Line[..space];
        second = Line[(space + 1)..];

        // A result has words behind it that may have spaces; a request ends with the version.
        bool isResult = first.Contains((byte)'/');
        int next = isResult ? second.IndexOf((byte)' ') : second.LastIndexOf((byte)' ');
        if (next < 0) return isResult;
        third = second[(next + 1)..];
        second = second[..next];
        return true;
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
