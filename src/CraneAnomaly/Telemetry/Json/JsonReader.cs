using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>
/// Reads telemetry as JSON, one message a line: TIC 4.0 nested (2021.001 on) and flat (2022.005). Keeps the shapes of
/// the latest messages; a message of another is read the long way, and may be learned.
/// </summary>
internal sealed class JsonReader<TSink> : TelemetryReader<TSink> where TSink : struct, IPacketSink
{
    private const int MostTemplates = 8;
    private const int LongMissRun = 64;
    private const int MostWantedMisses = 2;
    private const int FirstPause = 16;
    private const int LongestPause = 1 << 16;

    private readonly NameTable _names;
    private readonly TextSymbols _texts;
    private readonly ShortTexts _shortTexts = new();
    private readonly CraneNames _cranes;
    private readonly JsonMessageReader _reader;
    private readonly RowMessage _message;
    private readonly JsonTemplate[] _templates = new JsonTemplate[MostTemplates];
    private int _templateCount;
    private int _last;
    private int _missRun;
    private int _pause = FirstPause;
    private long _lines;
    private long _learnAt;

    public JsonReader(
        TSink sink, Limits limits, TelemetryCounters counters, NameTable names, TextSymbols texts)
        : base(sink, limits, counters)
    {
        (_names, _texts, _cranes) = (names, texts, new(texts, counters, limits));
        _reader = new(names, _cranes, limits);
        _message = new(names, texts, limits);
    }

    /// <inheritdoc/>
    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length)
    {
        _lines++;
        if (Predict(text, length, out var header, out var values))
        {
            _missRun = 0;
            Index.IsWanted = _templates[_templates[_last].Next].IsReadByCommas;
            Counters.Predicted++;
            return TakeRow(header.Crane, header.TimestampNs, header.ReceivedNs, values);
        }

        bool learn = _templateCount < MostTemplates || (_missRun >= MostTemplates && _lines >= _learnAt);
        _missRun++;

        // Only lines that are like one before pay for it.
        if (_missRun > MostWantedMisses) Index.IsWanted = false;
        var line = text[..length];
        var wrong = _reader.Read(line, _message, learn);
        if (wrong != Violation.None) return wrong;
        Counters.ValuesIgnored += _message.Ignored;
        if (learn) Learn(line);
        var rows = new Rows(this);
        return _message.Emit(ref rows);
    }

    private bool Predict(ReadOnlySpan<byte> text, int length, out RowHeader header, out ReadOnlySpan<SignalValue> values)
    {
        header = default;
        values = default;

        // Where keys come in any order, trying every shape on every line would cost more than it brings.
        if (_templateCount == 0 || (_missRun > LongMissRun && (_lines & 15) != 0)) return false;
        int next = _templates[_last].Next;
        var commas = Index.Commas(length);
        if (Try(text, length, commas, next, out header, out values)) return true;
        for (int i = 0; i < _templateCount; i++)
            if (i != next && Try(text, length, commas, i, out header, out values)) return true;
        return false;
    }

    private bool Try(
        ReadOnlySpan<byte> text, int length, ReadOnlySpan<int> commas, int place, out RowHeader header, out ReadOnlySpan<SignalValue> values)
    {
        var template = _templates[place];
        if (template.HasCommas(commas.Length - 1))
        {
            var room = Room(template.Count);
            values = room;
            if (template.TryRead(text, commas, room, _texts, _cranes, out header)) return header.TimestampNs != long.MinValue && Follow(place);
        }

        values = template.Values;
        return template.TryRead(text, length, _texts, _cranes, out header)
            && header.TimestampNs != long.MinValue && Follow(place);
    }

    private bool Follow(int template)
    {
        _templates[_last].Next = template;
        _templates[template].LastLine = _lines;
        _last = template;
        return true;
    }

    private void Learn(ReadOnlySpan<byte> line)
    {
        int place = _templateCount;
        if (place < MostTemplates)
        {
            _templates[place] ??= new(_shortTexts);
        }
        else
        {
            // Each time later, so that a source without an order is not learned from again and again.
            _learnAt = _lines + _pause;
            _pause = Math.Min(2 * _pause, LongestPause);
            place = 0;
            for (int i = 1; i < MostTemplates; i++)
                if (_templates[i].LastLine < _templates[place].LastLine) place = i;
        }

        if (!_templates[place].Learn(line, _reader.Steps, _message, _names))
        {
            // Nothing is compared with it before something is learned into it.
            if (place == _templateCount) return;
            _templates[place].Forget();
            return;
        }

        if (place == _templateCount) _templateCount++;
        _templates[place].Next = place;
        Follow(place);
    }

    private readonly struct Rows(JsonReader<TSink> reader) : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values) =>
            reader.TakeRow(crane, timestampNs, receivedNs, values);
    }
}
