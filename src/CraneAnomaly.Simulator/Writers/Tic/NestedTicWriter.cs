using System.Text;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers.Tic;

/// <summary>
/// TIC 4.0 as nested JSON, one message a line. Subjects are arrays, concepts are objects, observed properties are
/// arrays of entries with their point of measurement, unit, time and value.
/// </summary>
internal sealed class NestedTicWriter : ITelemetryWriter
{
    private readonly TextFile _file;
    private readonly TimeText _time = new();
    private readonly byte[] _stamp = new byte[TimeText.MaxLength];
    private readonly Entry[] _entries;
    private readonly byte[][] _heads;
    private readonly byte[][] _subjects;
    private readonly long[] _numbers;

    public NestedTicWriter(string path, bool gzip, IReadOnlyList<string> cranes)
    {
        _file = new TextFile(path, gzip);
        _entries = [.. TicSignal.All.Select((s, i) => new Entry(s, i == 0 ? 0 : Shared(TicSignal.All[i - 1].Path, s.Path)))];
        _heads = [.. cranes.Select(c => Utf8($"{{\"msg\":{{\"sender\":{Json(c + "-plc")},\"topic\":{Json("che/" + c)},"
            + "\"destination\":\"cms\",\"version\":\"2024.010\",\"id\":\""))];
        _subjects = [.. cranes.Select(c => Utf8($"\"}},\"che\":[{{\"id\":{Json(c)},\"type\":\"STS\""))];
        _numbers = new long[cranes.Count];
    }

    public void Write(CraneSample sample)
    {
        int crane = sample.Crane;
        int stamp = _time.Write(_stamp, sample.TimestampNs);
        _file.Write(_heads[crane]);
        _file.Advance(FixedDecimal.Write(_file.Room(FixedDecimal.MaxLength), ++_numbers[crane], 0));
        _file.Write("\",\"timestamp\":\""u8);
        _file.Write(_stamp.AsSpan(0, stamp));
        _file.Write(_subjects[crane]);
        Entry? open = null;
        int shared = 0;
        foreach (var entry in _entries)
        {
            // What two entries share is what all between them share, in this order.
            shared = Math.Min(shared, entry.SharedWithLast);
            if (!TicValue.Has(sample, entry.Place, entry.IsAnchor)) continue;
            bool continues = open is not null && shared == entry.Levels.Length && shared == open.Levels.Length;
            if (continues) _file.Write(","u8);
            else Reopen(open, entry, open is null ? 0 : shared);
            _file.Write(entry.Head);
            _file.Write(_stamp.AsSpan(0, stamp));
            _file.Write("\",\"value\":"u8);
            TicValue.Write(_file, sample, entry.Place, entry.IsAnchor);
            if (!entry.IsAnchor && sample.Qualities[entry.Place] >= SignalQuality.Uncertain)
            {
                _file.Write(",\"quality\":\""u8);
                _file.Write(Qualities.Text(sample.Qualities[entry.Place]));
                _file.Write("\""u8);
            }

            _file.Write("}"u8);
            (open, shared) = (entry, int.MaxValue);
        }

        if (open is not null) Close(open, 0);
        _file.Write("}]}\n"u8);
    }

    public void Complete() => _file.Dispose();

    public void Dispose() => _file.Dispose();

    private void Reopen(Entry? open, Entry entry, int shared)
    {
        if (open is not null) Close(open, shared);
        for (int level = shared; level < entry.Levels.Length; level++)
        {
            // The first that stays open had members before it; a subject begins with its id, a concept with nothing.
            if (level == shared || entry.Levels[level - 1].HasMembers) _file.Write(","u8);
            _file.Write(entry.Levels[level].Open);
        }
    }

    private void Close(Entry open, int shared)
    {
        for (int level = open.Levels.Length - 1; level >= shared; level--) _file.Write(open.Levels[level].Close);
    }

    private static int Shared(string[] left, string[] right)
    {
        int shared = 0;
        while (shared < left.Length && shared < right.Length && left[shared] == right[shared]) shared++;
        return shared;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Json(string text) => Encoding.UTF8.GetString(TicValue.Name(text));

    private readonly record struct Level(byte[] Open, byte[] Close, bool HasMembers);

    private sealed class Entry
    {
        public Entry(TicSignal signal, int sharedWithLast)
        {
            (Place, IsAnchor, SharedWithLast) = (signal.Place, signal.IsAnchor, sharedWithLast);
            Levels = [.. signal.Path.Select((part, i) =>
                i == signal.Path.Length - 1 ? new Level(Utf8($"\"{part}\":["), Utf8("]"), false)
                : TicSignal.IsSubject(part) ? new Level(Utf8($"\"{part}\":[{{\"id\":\"1\""), Utf8("}]"), true)
                : new Level(Utf8($"\"{part}\":{{"), Utf8("}"), false))];
            string unit = signal.Unit.Length > 0 ? $"\"unit\":\"{signal.Unit}\"," : "";
            Head = Utf8($"{{\"pom\":\"{signal.Point}\",\"pomt\":\"actual\",{unit}\"timestamp\":\"");
        }

        public int Place { get; }

        public bool IsAnchor { get; }

        public int SharedWithLast { get; }

        public Level[] Levels { get; }

        public byte[] Head { get; }
    }
}
