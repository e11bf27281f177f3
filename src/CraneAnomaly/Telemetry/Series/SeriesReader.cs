using System.Globalization;
using System.Text;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Series;

/// <summary>
/// Reads a table (RFC 4180; comma, semicolon or tab) row by row. Every line that is not blank is one row, however broken:
/// what comes out lines up with what went in.
/// </summary>
internal sealed class SeriesReader<TSink>(SeriesColumns columns, TSink sink, Limits limits) : ByteReader
    where TSink : ISeriesSink
{
    private readonly SeriesTime _time = new(columns.TimeFormat);
    private readonly double[] _values = new double[columns.Values.Count];
    private readonly long[] _numbers = new long[columns.Values.Count];
    private byte[] _timeText = new byte[64];
    private int[]? _roles;
    private int _lastWanted;
    private byte _delimiter;
    private int _scanned;
    private bool _skipping;
    private long _line, _rows, _times, _badCells, _badLine, _badTimeLine;
    private string _badReason = "", _badTime = "";
    private SeriesResult? _stopped;

    /// <summary>What became of the table.</summary>
    public SeriesResult Result() => _stopped ?? Conclude();

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> bytes, long offset)
    {
        int at = 0;
        while (true)
        {
            var rest = bytes[at..];
            int from = Math.Min(_scanned, rest.Length), end = rest[from..].IndexOf((byte)'\n');
            if (end < 0) break;
            TakeLine(rest[..(end + from)]);
            (_scanned, at) = (0, at + end + from + 1);
            if (Stopped) return at;
        }

        int left = bytes.Length - at;
        if (_skipping || left > limits.LineBytes)
        {
            _skipping = true;
            (at, left) = (bytes.Length, 0);
        }

        _scanned = left;
        Needed = left + 1;
        return at;
    }

    /// <inheritdoc/>
    public override void End(ReadOnlySpan<byte> tail, long offset)
    {
        if (!tail.IsEmpty || _skipping) TakeLine(tail);
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        _line++;
        if (_line == 1 && line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) line = line[3..];
        if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
        if (line.Trim(" \t"u8).IsEmpty && !_skipping) return;
        if (_roles is null)
        {
            if (_skipping) Stop(SeriesEnd.Unusable, $"its first line is longer than {limits.LineBytes} bytes; a table begins with a header");
            else ReadHeader(line);
        }
        else
        {
            ReadRow(line);
        }

        _skipping = false;
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        _delimiter = CsvText.FindDelimiter(line);
        var titles = new List<string>();
        for (bool last = false; !last;)
        {
            if (!CsvText.TryReadCell(ref line, _delimiter, out var cell, out _, out last) || titles.Count > limits.RowValues + 16)
            {
                Stop(SeriesEnd.Unusable, "its header is broken: a quote is not closed, or there are too many columns; mend the first line");
                return;
            }

            titles.Add(Encoding.UTF8.GetString(cell).Replace("\"\"", "\"").Trim());
        }

        int[] roles = new int[titles.Count];
        Array.Fill(roles, -1);
        int time = titles.IndexOf(columns.Time);
        for (int i = 0; i < _values.Length; i++)
        {
            int at = titles.IndexOf(columns.Values[i]);
            if (at < 0 || time < 0) continue;
            roles[at] = i;
            _lastWanted = Math.Max(_lastWanted, at);
        }

        var missing = columns.Values.Prepend(columns.Time).Where(name => !titles.Contains(name)).Distinct().ToList();
        if (missing.Count > 0)
        {
            Stop(SeriesEnd.MissingColumn,
                $"it has no column '{string.Join("', '", missing)}'; its columns are '{string.Join("', '", titles.Take(50))}'");
            return;
        }

        roles[time] = roles[time] >= 0 ? -3 - roles[time] : -2;
        _lastWanted = Math.Max(_lastWanted, time);
        _roles = roles;
    }

    private void ReadRow(ReadOnlySpan<byte> line)
    {
        _rows++;
        _values.AsSpan().Fill(double.NaN);
        int timeLength = 0;
        long timestampNs = long.MinValue;
        bool last = false;
        int i = 0;
        string wrong = _skipping ? "it is too long" : "";
        for (; i <= _lastWanted && !last && wrong.Length == 0; i++)
        {
            if (!CsvText.TryReadCell(ref line, _delimiter, out var cell, out _, out last))
            {
                wrong = "a quote is not closed";
                break;
            }

            int role = i < _roles!.Length ? _roles[i] : -1;
            if (role == -1) continue;
            cell = cell.Trim((byte)' ');
            if (role <= -2)
            {
                timeLength = KeepTime(cell);
                timestampNs = ReadTime(cell);
                role = -3 - role;
            }

            if (role >= 0) _values[role] = ReadNumber(cell, role);
        }

        if (wrong.Length == 0 && i <= _lastWanted) wrong = "it has too few cells";
        if (wrong.Length > 0)
        {
            _values.AsSpan().Fill(double.NaN);
            if (_badLine == 0) (_badLine, _badReason) = (_line, wrong);
        }

        sink.OnRow(_timeText.AsSpan(0, timeLength), timestampNs, _values);
    }

    private int KeepTime(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > _timeText.Length) _timeText = new byte[cell.Length];
        cell.CopyTo(_timeText);
        return cell.Length;
    }

    private long ReadTime(ReadOnlySpan<byte> cell)
    {
        if (_time.TryRead(cell, out long timestampNs))
        {
            _times++;
            return timestampNs;
        }

        if (_badTimeLine == 0) (_badTimeLine, _badTime) = (_line, Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 64)]));
        return long.MinValue;
    }

    private double ReadNumber(ReadOnlySpan<byte> cell, int column)
    {
        if ((DecimalText.TryReadWhole(cell, out double value) || (cell.Length is > 0 and <= 64
            && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))) && double.IsFinite(value))
        {
            _numbers[column]++;
            return value;
        }

        _badCells++;
        return double.NaN;
    }

    private void Stop(SeriesEnd end, string message)
    {
        _stopped = new(end, _rows, _badCells, 1, message);
        Stopped = true;
    }

    private SeriesResult Conclude()
    {
        if (_rows == 0)
            return new(SeriesEnd.Empty, 0, 0, _line, "it holds no row; a table has a header and rows");
        if (_times == 0)
        {
            return new(SeriesEnd.Unusable, _rows, _badCells, _badTimeLine,
                $"'{_badTime}' in column '{columns.Time}' is no time that is known, nor is any other there; say with --time-format what it is");
        }

        int empty = Array.IndexOf(_numbers, 0);
        if (empty >= 0)
        {
            return new(SeriesEnd.Unusable, _rows, _badCells, 2,
                $"column '{columns.Values[empty]}' holds no number; name one that does (numbers have a point, no comma)");
        }

        return _badLine == 0
            ? new(SeriesEnd.Complete, _rows, _badCells, 0, "")
            : new(SeriesEnd.Damaged, _rows, _badCells, _badLine, $"{_badReason}; mend or remove the line");
    }
}
