using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>
/// Reads messages by the shapes of the latest ones, each from where it lies into the values of a row. A message of
/// another shape is read the long way, and its shape may be learned.
/// </summary>
internal sealed class JsonShapes(NameTable names, TextSymbols texts, TelemetryCounters counters, Limits limits)
{
    private const int MostTemplates = 8;
    private const int LongMissRun = 64;
    private const int MostWantedMisses = 2;
    private const int FirstPause = 16;
    private const int LongestPause = 1 << 16;

    private readonly ShortTexts _shortTexts = new();
    private readonly CraneNames _cranes = new(texts, counters, limits);
    private readonly JsonTemplate[] _templates = new JsonTemplate[MostTemplates];
    private int _templateCount;
    private int _last;
    private int _missRun;
    private int _pause = FirstPause;
    private long _lines;
    private long _learnAt;

    /// <summary>The symbols of cranes.</summary>
    public CraneNames Cranes => _cranes;

    /// <summary>Most values that a message of a known shape has.</summary>
    public int MostValues { get; private set; }

    /// <summary>Whether the next message is read faster when it is known where its commas are.</summary>
    public bool WantsCommas { get; private set; }

    /// <summary>Whether the shape of the message that was of none is to be learned.</summary>
    public bool IsLearning => _templateCount < MostTemplates || (_missRun > MostTemplates && _lines >= _learnAt);

    /// <summary>Reads a message of a known shape.</summary>
    /// <param name="text">The message, and bytes behind it that may be touched but say nothing.</param>
    /// <param name="length">Length of the message.</param>
    /// <param name="commas">Where its commas are, and its end; empty when that is not known.</param>
    /// <param name="room">Where values may be written: of <see cref="MostValues"/>.</param>
    /// <param name="header">What it says besides its values.</param>
    /// <param name="values">Its values, mostly in <paramref name="room"/>; valid until the next message.</param>
    /// <returns>False when it is of no known shape.</returns>
    public bool TryRead(
        ReadOnlySpan<byte> text, int length, ReadOnlySpan<int> commas, Span<SignalValue> room,
        out RowHeader header, out ReadOnlySpan<SignalValue> values)
    {
        _lines++;
        if (Predict(text, length, commas, room, out header, out values))
        {
            _missRun = 0;
            WantsCommas = _templates[_templates[_last].Next].IsReadByCommas;
            return true;
        }

        _missRun++;

        // Only lines that are like one before pay for it.
        if (_missRun > MostWantedMisses) WantsCommas = false;
        return false;
    }

    /// <summary>Learns the shape of a message that was read the long way.</summary>
    public void Learn(ReadOnlySpan<byte> line, ReadOnlySpan<TemplateStep> steps, RowMessage message)
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

        if (!_templates[place].Learn(line, steps, message, names))
        {
            // Nothing is compared with it before something is learned into it.
            if (place == _templateCount) return;
            _templates[place].Forget();
            return;
        }

        if (place == _templateCount) _templateCount++;
        MostValues = Math.Max(MostValues, _templates[place].Count);
        _templates[place].Next = place;
        Follow(place);
    }

    private bool Predict(
        ReadOnlySpan<byte> text, int length, ReadOnlySpan<int> commas, Span<SignalValue> room,
        out RowHeader header, out ReadOnlySpan<SignalValue> values)
    {
        header = default;
        values = default;

        // Where keys come in any order, trying every shape on every line would cost more than it brings.
        if (_templateCount == 0 || (_missRun > LongMissRun && (_lines & 15) != 0)) return false;
        int next = _templates[_last].Next;
        if (Try(text, length, commas, room, next, out header, out values)) return true;
        for (int i = 0; i < _templateCount; i++)
            if (i != next && Try(text, length, commas, room, i, out header, out values)) return true;
        return false;
    }

    private bool Try(
        ReadOnlySpan<byte> text, int length, ReadOnlySpan<int> commas, Span<SignalValue> room, int place,
        out RowHeader header, out ReadOnlySpan<SignalValue> values)
    {
        var template = _templates[place];
        if (template.HasCommas(commas.Length - 1))
        {
            var own = room[..template.Count];
            values = own;
            if (template.TryRead(text, commas, own, texts, _cranes, out header)) return header.TimestampNs != long.MinValue && Follow(place);
        }

        values = template.Values;
        return template.TryRead(text, length, texts, _cranes, out header)
            && header.TimestampNs != long.MinValue && Follow(place);
    }

    private bool Follow(int template)
    {
        _templates[_last].Next = template;
        _templates[template].LastLine = _lines;
        _last = template;
        return true;
    }
}
