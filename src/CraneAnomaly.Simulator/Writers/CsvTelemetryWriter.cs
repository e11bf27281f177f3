using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>
/// Wide CSV (RFC 4180): <c>timestamp,crane</c> and a column for every signal that the run has; empty is not sampled.
/// A signal that first comes later gets its column at the end, and the rows before it an empty field.
/// </summary>
internal sealed class CsvTelemetryWriter : ITelemetryWriter
{
    private readonly string _path;
    private readonly bool _gzip;
    private readonly byte[][] _cranes;
    private readonly TextFile _file;
    private readonly TimeText _time = new();
    private readonly List<(long From, int Columns)> _widths = [];
    private readonly HashSet<CsvColumn> _known = [];
    private CsvColumn[] _columns = [];
    private CsvColumn[] _absent = [.. All()];
    private int[] _absentNumbers, _absentAnchors, _absentTexts;

    public CsvTelemetryWriter(string path, bool gzip, IReadOnlyList<string> cranes)
    {
        (_path, _gzip) = (path, gzip);
        _cranes = [.. cranes.Select(c => Encoding.UTF8.GetBytes($",{Quoted(c)}"))];
        _file = new TextFile(path, gzip);
        _absentNumbers = Absent(CsvColumnKind.Number);
        _absentAnchors = Absent(CsvColumnKind.Anchor);
        _absentTexts = Absent(CsvColumnKind.Text);
    }

    public void Write(CraneSample sample)
    {
        if (HasNew(sample)) Widen(sample);
        byte[] crane = _cranes[sample.Crane];
        var columns = _columns;
        int most = TimeText.MaxLength + crane.Length + (columns.Length * (FixedDecimal.MaxLength + 1)) + 1;
        var to = _file.Room(most);
        int at = _time.Write(to, sample.TimestampNs);
        crane.CopyTo(to[at..]);
        at += crane.Length;
        double[] numbers = sample.Numbers;
        int[] decimals = Precision.Decimals;
        foreach (var (kind, place) in columns)
        {
            to[at++] = (byte)',';
            switch (kind)
            {
                case CsvColumnKind.Number:
                    double value = numbers[place];
                    if (value == 0) to[at++] = (byte)'0';
                    else if (!double.IsNaN(value)) at += FixedDecimal.Write(to[at..], value, decimals[place]);
                    break;
                case CsvColumnKind.Text:
                    if (sample.Texts[place] is not { } text) break;
                    if (TryWriteShort(to[at..], text, out int written))
                    {
                        at += written;
                        break;
                    }

                    // Anything else is rare: what is there goes first, then there is room for everything again.
                    _file.Advance(at);
                    _file.Write(Quoted(text));
                    to = _file.Room(most);
                    at = 0;
                    break;
                case CsvColumnKind.Anchor:
                    double second = sample.Anchors[place];
                    if (!double.IsNaN(second)) at += FixedDecimal.Write(to[at..], second, decimals[place]);
                    break;
                default:
                    var quality = Qualities.Text(sample.Qualities[place]);
                    quality.CopyTo(to[at..]);
                    at += quality.Length;
                    break;
            }
        }

        to[at++] = (byte)'\n';
        _file.Advance(at);
    }

    public void Complete()
    {
        if (_widths.Count == 0) _file.Write(Header());
        _file.Dispose();
        if (_widths.Count > 1) Rewrite();
    }

    public void Dispose() => _file.Dispose();

    private static IEnumerable<CsvColumn> All()
    {
        for (int i = 0; i < SignalCatalog.Count; i++)
            yield return new(SignalCatalog.Type(new(i)) == SignalType.Text ? CsvColumnKind.Text : CsvColumnKind.Number, i);
        for (int i = 0; i < SignalCatalog.Count; i++) yield return new(CsvColumnKind.Anchor, i);
        for (int i = 0; i < SignalCatalog.Count; i++) yield return new(CsvColumnKind.Quality, i);
    }

    private static bool Has(CraneSample sample, CsvColumn column) => column.Kind switch
    {
        CsvColumnKind.Number => !double.IsNaN(sample.Numbers[column.Place]),
        CsvColumnKind.Text => sample.Texts[column.Place] is not null,
        CsvColumnKind.Anchor => !double.IsNaN(sample.Anchors[column.Place]),
        _ => sample.Qualities[column.Place] >= SignalQuality.Uncertain,
    };

    private static bool TryWriteShort(Span<byte> to, string text, out int written)
    {
        written = 0;
        if (text.Length > FixedDecimal.MaxLength) return false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is < ' ' or > '~' or '"' or ',') return false;
            to[i] = (byte)c;
        }

        written = text.Length;
        return true;
    }

    // RFC 4180, 2: quotes around what has a comma or a quote; a row is a line, so there are no line breaks.
    private static string Quoted(string text)
    {
        text = text.Replace('\n', ' ').Replace('\r', ' ');
        return text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }

    // Asked of every row, and the answer is nearly always no.
    private bool HasNew(CraneSample sample)
    {
        if (HasAny(sample.Numbers, _absentNumbers) || HasAny(sample.Anchors, _absentAnchors)) return true;
        foreach (int place in _absentTexts)
        {
            if (sample.Texts[place] is not null) return true;
        }

        return MemoryMarshal.AsBytes(sample.Qualities.AsSpan()).ContainsAnyInRange((byte)SignalQuality.Uncertain, byte.MaxValue)
            && HasAny(sample, _absent);
    }

    private static bool HasAny(CraneSample sample, CsvColumn[] columns)
    {
        foreach (var column in columns)
        {
            if (Has(sample, column)) return true;
        }

        return false;
    }

    private static bool HasAny(double[] values, int[] places)
    {
        foreach (int place in places)
        {
            if (!double.IsNaN(values[place])) return true;
        }

        return false;
    }

    private int[] Absent(CsvColumnKind kind) => [.. _absent.Where(column => column.Kind == kind).Select(column => column.Place)];

    private void Widen(CraneSample sample)
    {
        var added = _absent.Where(column => Has(sample, column)).ToList();
        _columns = [.. _columns, .. added];
        _known.UnionWith(added);
        _absent = [.. _absent.Where(column => !_known.Contains(column))];
        _absentNumbers = Absent(CsvColumnKind.Number);
        _absentAnchors = Absent(CsvColumnKind.Anchor);
        _absentTexts = Absent(CsvColumnKind.Text);
        if (_widths.Count == 0) _file.Write(Header());
        _widths.Add((_file.Length, _columns.Length));
    }

    private string Header()
    {
        var header = new StringBuilder("timestamp,crane");
        foreach (var (kind, place) in _columns)
        {
            header.Append(kind == CsvColumnKind.Anchor ? ",anchor." : ",");
            header.Append(Encoding.UTF8.GetString(SignalCatalog.Utf8(new(place))));
            if (kind == CsvColumnKind.Quality) header.Append(".quality");
        }

        return header.Append('\n').ToString();
    }

    // The whole file again, now that all columns are known.
    private void Rewrite()
    {
        string old = _path + ".part";
        File.Move(_path, old, overwrite: true);
        using (var source = File.OpenRead(old))
        using (var rows = _gzip ? new GZipStream(source, CompressionMode.Decompress) : (Stream)source)
        using (var target = new TextFile(_path, _gzip))
        {
            target.Write(Header());
            Skip(rows, _widths[0].From);
            byte[] piece = new byte[1 << 16];
            for (int i = 0; i < _widths.Count; i++)
            {
                byte[] missing = Encoding.ASCII.GetBytes(new string(',', _columns.Length - _widths[i].Columns) + "\n");
                long left = i + 1 < _widths.Count ? _widths[i + 1].From - _widths[i].From : long.MaxValue;
                Copy(rows, target, left, missing, piece);
            }
        }

        File.Delete(old);
    }

    private static void Skip(Stream rows, long count)
    {
        byte[] header = new byte[count];
        rows.ReadExactly(header);
    }

    private static void Copy(Stream rows, TextFile target, long left, ReadOnlySpan<byte> lineEnd, byte[] piece)
    {
        while (left > 0)
        {
            int read = rows.Read(piece, 0, (int)Math.Min(piece.Length, left));
            if (read == 0) return;
            left -= read;
            ReadOnlySpan<byte> rest = piece.AsSpan(0, read);
            while (rest.IndexOf((byte)'\n') is var end and >= 0)
            {
                target.Write(rest[..end]);
                target.Write(lineEnd);
                rest = rest[(end + 1)..];
            }

            target.Write(rest);
        }
    }
}
