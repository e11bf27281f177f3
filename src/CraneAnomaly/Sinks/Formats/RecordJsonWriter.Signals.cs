using System.Diagnostics;
using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Sinks.Formats;

// The fields of measurements.
public sealed partial class RecordJsonWriter
{
    // Longest is -2.2250738585072014E-308.
    private const int NumberBytes = 32;
    private const int SignalBytes = 128;

    // Those of the catalog, and as many again for their second sources.
    private const int MostSignalIds = 2048;

    // The line in which a signal stood last.
    private long[] _linesOfSignals = [];
    private long[] _linesOfSymbols = [];

    private static ReadOnlySpan<byte> AnchorPrefix => "anchor."u8;

    private int SignalsBound(in OtRecord record, in RecordBody body)
    {
        int bound = 64 + TextBound(_symbols.Utf8(record.Crane));
        foreach (ref readonly var value in body.Signals)
        {
            // A name stands there a second time with its quality.
            bound += SignalBytes + NumberBytes;
            if (!value.Signal.IsKnown) bound += 2 * TextBound(_symbols.Utf8(value.Signal.Symbol));
            if (value.Type == SignalType.Text) bound += TextBound(_symbols.Utf8(value.Symbol));
        }

        return bound;
    }

    private static int TextBound(ReadOnlySpan<byte> text) =>
        Math.Min(text.Length, JsonText.MaxLength) * JsonText.MaxExpansion;

    private void WriteCrane(ref AsciiCursor line, int crane)
    {
        line.Text(",\"crane\":\""u8);
        JsonText.Write(ref line, _symbols.Utf8(crane));
        line.Byte((byte)'"');
    }

    private void WriteSignals(ref AsciiCursor line, ReadOnlySpan<SignalValue> values)
    {
        line.Text(",\"signals\":{"u8);
        int start = line.Length;
        foreach (ref readonly var value in values)
        {
            // JSON has no word for what is no number (RFC 8259, 6): a value that was only said to be bad.
            bool hasValue = double.IsFinite(value.Number);
            if ((!hasValue && value.Quality != SignalQuality.Bad) || !IsNew(value.Signal)) continue;
            if (hasValue)
            {
                WriteName(ref line, value.Signal);
                line.Text("\":"u8);
                WriteValue(ref line, in value);
                line.Byte((byte)',');
            }

            if (value.Quality == SignalQuality.Unstated) continue;
            WriteName(ref line, value.Signal);
            line.Text(value.Quality switch
            {
                SignalQuality.Good => ".quality\":\"good\","u8,
                SignalQuality.Uncertain => ".quality\":\"uncertain\","u8,
                _ => ".quality\":\"bad\","u8,
            });
        }

        if (line.Length > start) line.Rewind(line.Length - 1);
        line.Byte((byte)'}');
    }

    // A name may stand once in an object; readers keep to that, and records from elsewhere shall not break a line.
    private bool IsNew(Signal signal)
    {
        bool isKnown = signal.IsKnown;
        int place = isKnown ? signal.Id : signal.Symbol;
        if (isKnown ? (uint)place >= MostSignalIds || signal.Index >= SignalCatalog.Count : _symbols.Utf8(place).IsEmpty) return false;
        ref long[] lines = ref isKnown ? ref _linesOfSignals : ref _linesOfSymbols;
        if (place >= lines.Length) Array.Resize(ref lines, isKnown ? MostSignalIds : Math.Max(2 * lines.Length, _symbols.Count));
        bool isNew = lines[place] != Lines + 1;
        lines[place] = Lines + 1;
        return isNew;
    }

    private void WriteName(ref AsciiCursor line, Signal signal)
    {
        line.Byte((byte)'"');
        if (!signal.IsKnown)
        {
            JsonText.Write(ref line, _symbols.Utf8(signal.Symbol));
            return;
        }

        if (signal.IsAnchor) line.Text(AnchorPrefix);
        line.Text(SignalCatalog.Utf8(signal));
    }

    private void WriteValue(ref AsciiCursor line, in SignalValue value)
    {
        switch (value.Type)
        {
            case SignalType.Flag:
                line.Text(value.Number != 0 ? "true"u8 : "false"u8);
                break;
            case SignalType.Text:
                line.Byte((byte)'"');
                JsonText.Write(ref line, _symbols.Utf8(value.Symbol));
                line.Byte((byte)'"');
                break;
            default:
                // The shortest text that is read back as the same number.
                bool fits = value.Number.TryFormat(line.Rest, out int written, default, CultureInfo.InvariantCulture);
                Debug.Assert(fits);
                line.Advance(written);
                break;
        }
    }
}
