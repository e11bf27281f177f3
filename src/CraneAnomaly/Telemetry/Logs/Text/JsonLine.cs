using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Logs.Text;

/// <summary>
/// Reads a line of JSON into a row: keys inside of each other are joined with dots, entries of arrays with commas. Objects in
/// an array make one list for each of their keys.
/// </summary>
internal sealed class JsonLine(LogFields fields, int nesting)
{
    private const int MostPath = 256;

    private readonly byte[] _path = new byte[MostPath];
    private Violation _wrong;

    /// <summary>Reads a line, which is UTF-8.</summary>
    public Violation Read(ReadOnlySpan<byte> line, LogRow row)
    {
        _wrong = Violation.None;
        int at = JsonToken.SkipSpace(line, 0);
        if (at >= line.Length || line[at] != '{') return Violation.MalformedLine;
        at = ReadValue(line, at, 0, 0, false, row);
        if (at < 0) return _wrong == Violation.None ? Violation.MalformedLine : _wrong;
        return JsonToken.SkipSpace(line, at) == line.Length ? _wrong : Violation.MalformedLine;
    }

    // Where the text goes on behind the value; -1 when it is none.
    private int ReadValue(ReadOnlySpan<byte> line, int at, int path, int depth, bool inList, LogRow row)
    {
        at = JsonToken.SkipSpace(line, at);
        if (at >= line.Length) return -1;
        switch (line[at])
        {
            case (byte)'{' or (byte)'[' when depth == nesting:
                _wrong = Violation.NestingTooDeep;
                return -1;
            case (byte)'{':
                return ReadObject(line, at, path, depth + 1, inList, row);
            case (byte)'[':
                return ReadArray(line, at, path, depth + 1, row);
            case (byte)'"':
                int end = JsonToken.ReadString(line, at, out var text, out bool escaped);
                return end < 0 || !Take(text, escaped, path, inList, row) ? -1 : end;
            default:
                int literal = JsonToken.MeasureLiteral(line, at);
                if (literal == 0) literal = DecimalText.Measure(line[at..]);
                if (literal == 0) return -1;
                var word = line.Slice(at, literal);
                return word[0] == 'n' || Take(word, false, path, inList, row) ? at + literal : -1;
        }
    }

    private int ReadObject(ReadOnlySpan<byte> line, int at, int path, int depth, bool inList, LogRow row)
    {
        at = JsonToken.SkipSpace(line, at + 1);
        if (at < line.Length && line[at] == '}') return at + 1;
        while (true)
        {
            at = JsonToken.ReadString(line, JsonToken.SkipSpace(line, at), out var key, out bool escaped);
            if (at < 0) return -1;
            int under = Descend(key, escaped, path);
            at = JsonToken.SkipSpace(line, at);
            if (at >= line.Length || line[at] != ':') return -1;
            at = ReadValue(line, at + 1, under, depth, inList, row);
            if (at < 0) return -1;
            at = JsonToken.SkipSpace(line, at);
            if (at >= line.Length) return -1;
            if (line[at] == '}') return at + 1;
            if (line[at] != ',') return -1;
            at++;
        }
    }

    private int ReadArray(ReadOnlySpan<byte> line, int at, int path, int depth, LogRow row)
    {
        at = JsonToken.SkipSpace(line, at + 1);
        if (at < line.Length && line[at] == ']') return at + 1;
        while (true)
        {
            at = ReadValue(line, at, path, depth, true, row);
            if (at < 0) return -1;
            at = JsonToken.SkipSpace(line, at);
            if (at >= line.Length) return -1;
            if (line[at] == ']') return at + 1;
            if (line[at] != ',') return -1;
            at++;
        }
    }

    // Keys with escapes, and what is deeper than any name that is read, are names that nobody reads.
    private int Descend(ReadOnlySpan<byte> key, bool escaped, int path)
    {
        int at = path;
        if (at < 0 || escaped || at + key.Length + 1 > MostPath) return -1;
        if (at > 0) _path[at++] = (byte)'.';
        key.CopyTo(_path.AsSpan(at));
        return at + key.Length;
    }

    private bool Take(ReadOnlySpan<byte> text, bool escaped, int path, bool inList, LogRow row)
    {
        int field = path <= 0 ? -1 : fields.Find(_path.AsSpan(0, path));
        if (field < 0 && !escaped) return true;
        var room = row.Room(text.Length);
        int length = text.Length;
        if (escaped) length = JsonToken.Unescape(text, room);
        else text.CopyTo(room);
        if (length < 0) return false;
        if (field < 0) return true;
        if (inList) row.Append(field, length);
        else if (!row.Take(field, length)) _wrong = Violation.DuplicateKey;
        return true;
    }
}
