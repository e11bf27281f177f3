using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs.Text;

/// <summary>
/// What the comments of Zeek's ASCII format say of the rows below them: what stands between cells and entries, what stands
/// for nothing, and the columns' names (base/frameworks/logging/writers/ascii.zeek). A new one may come in the middle.
/// </summary>
internal sealed class ZeekHeader(LogFields fields)
{
    private const int MostColumns = 4_096;

    private readonly byte[] _unset = new byte[32], _empty = new byte[32], _path = new byte[64];
    private int[] _columns = new int[64];
    private int _unsetLength, _emptyLength, _pathLength;

    /// <summary>What stands between two cells.</summary>
    public byte Separator { get; private set; } = (byte)'\t';

    /// <summary>What stands between two entries of a set or a vector.</summary>
    public byte SetSeparator { get; private set; } = (byte)',';

    /// <summary>What stands for no value.</summary>
    public ReadOnlySpan<byte> Unset => _unset.AsSpan(0, _unsetLength);

    /// <summary>What stands for an empty value.</summary>
    public ReadOnlySpan<byte> Empty => _empty.AsSpan(0, _emptyLength);

    /// <summary>The log's name, empty where it is not said.</summary>
    public ReadOnlySpan<byte> Path => _path.AsSpan(0, _pathLength);

    /// <summary>The fields of the columns, -1 for one that nobody reads.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, ColumnCount);

    /// <summary>How many columns there are; 0 before they are named.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>Reads a comment.</summary>
    public Violation Read(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator "u8))
        {
            // A header begins: what the one before it said is over.
            Restart();
            var written = line["#separator "u8.Length..];
            Span<byte> one = stackalloc byte[8];
            if (written.Length > one.Length || ZeekText.Unescape(written, one) != 1) return Violation.MalformedLine;
            Separator = one[0];
            return Violation.None;
        }

        int end = line.IndexOf(Separator);
        var key = end < 0 ? line : line[..end];
        var value = end < 0 ? default : line[(end + 1)..];
        if (key.SequenceEqual("#fields"u8)) return ReadFields(value);
        if (key.SequenceEqual("#set_separator"u8) && value.Length == 1) SetSeparator = value[0];
        else if (key.SequenceEqual("#unset_field"u8)) _unsetLength = Keep(value, _unset);
        else if (key.SequenceEqual("#empty_field"u8)) _emptyLength = Keep(value, _empty);
        else if (key.SequenceEqual("#path"u8)) _pathLength = Keep(value, _path);
        return Violation.None;
    }

    private void Restart()
    {
        (SetSeparator, ColumnCount, _pathLength) = ((byte)',', 0, 0);
        _unsetLength = Keep("-"u8, _unset);
        _emptyLength = Keep("(empty)"u8, _empty);
    }

    private Violation ReadFields(ReadOnlySpan<byte> names)
    {
        if (_unsetLength == 0) _unsetLength = Keep("-"u8, _unset);
        if (_emptyLength == 0) _emptyLength = Keep("(empty)"u8, _empty);
        ColumnCount = 0;
        while (true)
        {
            int end = names.IndexOf(Separator);
            if (ColumnCount == MostColumns)
            {
                ColumnCount = 0;
                return Violation.TooManyValues;
            }

            if (ColumnCount == _columns.Length) Array.Resize(ref _columns, 2 * ColumnCount);
            int field = fields.Find(end < 0 ? names : names[..end]);

            // A name that stands twice is read where it stands first.
            _columns[ColumnCount] = _columns.AsSpan(0, ColumnCount).Contains(field) ? -1 : field;
            ColumnCount++;
            if (end < 0) return Violation.None;
            names = names[(end + 1)..];
        }
    }

    private static int Keep(ReadOnlySpan<byte> value, byte[] to)
    {
        value = value[..Math.Min(value.Length, to.Length)];
        value.CopyTo(to);
        return value.Length;
    }
}
