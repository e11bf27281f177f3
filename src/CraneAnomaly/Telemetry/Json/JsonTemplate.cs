using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>
/// The shape of a message: what stands between its values, learned from one that <see cref="JsonMessageReader"/> has
/// read. Devices write their keys in one order, so that most messages are read by comparing, not by looking up.
/// </summary>
/// <remarks>
/// A message that matches has the same keys, so none is missing, doubled or unknown, and every value is checked. What
/// does not match anywhere is read again, from its start, by the reader of any order: the result is the same.
/// </remarks>
/// <param name="shortTexts">Symbols of texts that were met, for all shapes.</param>
internal sealed partial class JsonTemplate(ShortTexts shortTexts)
{
    // Messages with more are not worth to be learned.
    private const int MostLiteralBytes = 64 * 1024;

    // Compared at once: one vector, and half of one at the end. With a number behind it that is the reach of a step.
    private const int LongestLiteral = 48;
    private const int Reach = LongestLiteral + ShortDecimal.Reach;

    // Longer than what is in it by one vector, so that the last literal can be compared as the others are.
    private byte[] _literals = new byte[1024];
    private TemplateStep[] _steps = new TemplateStep[64];
    private SignalValue[] _values = new SignalValue[64];
    private int _stepCount;
    private int _count;
    private int _tailAt;
    private int _tailLength;
    private bool _hasChoice;
    private int _received;
    private MinuteTime _minute;

    /// <summary>The template that the message after one like this was like, the last time.</summary>
    public int Next { get; set; }

    /// <summary>The line that matched last.</summary>
    public long LastLine { get; set; }

    /// <summary>The values of the message that matched last.</summary>
    public ReadOnlySpan<SignalValue> Values => _values.AsSpan(0, _count);

    /// <summary>How many values a message has.</summary>
    public int Count => _count;

    /// <summary>Learns the shape of a message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="steps">What varied in it.</param>
    /// <param name="message">What it meant.</param>
    /// <param name="names">What its names mean.</param>
    /// <returns>False for a shape that has to be read the long way.</returns>
    public bool Learn(ReadOnlySpan<byte> text, ReadOnlySpan<TemplateStep> steps, RowMessage message, NameTable names)
    {
        if (steps.IsEmpty || text.Length > MostLiteralBytes || !message.IsOneRow(out _)) return false;
        if (_steps.Length < steps.Length) _steps = new TemplateStep[steps.Length];
        if (_literals.Length < text.Length + 32) _literals = new byte[text.Length + 32];
        if (_values.Length < message.Count) _values = new SignalValue[message.Count];
        (_stepCount, _count, _hasChoice, _commaCount) = (steps.Length, message.Count, false, -1);
        message.Values.CopyTo(_values);
        _received = 0;
        int at = 0, literals = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            text[at..step.Start].CopyTo(_literals.AsSpan(literals));
            (step.Literal, step.LiteralLength) = (literals, step.Start - at);
            step.LiteralMask = step.LiteralLength >= 32 ? uint.MaxValue : (1u << step.LiteralLength) - 1;
            literals += step.LiteralLength;
            at = step.End;
            if (!Bind(ref step, message, names)) return false;
            _steps[i] = step;
        }

        text[at..].CopyTo(_literals.AsSpan(literals));
        (_tailAt, _tailLength) = (literals, text.Length - at);
        LearnCommas();
        return HasOneTime(message);
    }

    /// <summary>Reads a message of this shape.</summary>
    /// <param name="text">The message, and bytes behind it that may be touched but say nothing.</param>
    /// <param name="length">Length of the message.</param>
    /// <param name="texts">The symbols of texts.</param>
    /// <param name="cranes">The symbols of cranes.</param>
    /// <param name="header">What it says besides its values.</param>
    /// <returns>False when it has another, or a value that has to be looked at more closely.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRead(ReadOnlySpan<byte> text, int length, TextSymbols texts, CraneNames cranes, out RowHeader header)
    {
        header = RowHeader.Empty;
        var found = new Found();
        var values = _values.AsSpan(0, _count);
        if (_hasChoice) ClearChoices(values);
        var line = text[..length];
        var steps = _steps.AsSpan(0, _stepCount);
        int last = ShortDecimal.IsSupported && Vector256.IsHardwareAccelerated ? text.Length - Reach : -1;
        int at = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].Kind == StepKind.Number)
            {
                i += ReadNumbers(text, ref at, last, steps[i..], values);
                if (i == steps.Length) break;
            }

            ref readonly var step = ref steps[i];
            if (!IsAt(text, at, last, step)) return false;
            at += step.LiteralLength;
            if (at > length || (at = ReadValue(step, line, at, texts, values, ref header, ref found)) < 0) return false;
        }

        if (length - at != _tailLength || !line[at..].SequenceEqual(_literals.AsSpan(_tailAt, _tailLength))) return false;
        if (_hasChoice && !HasChosen(values)) return false;
        return found.CraneLength == 0
            || cranes.Get(line.Slice(found.CraneAt, found.CraneLength), out header.Crane) == Violation.None;
    }

    /// <summary>Matches nothing until it learns again.</summary>
    public void Forget() => (_stepCount, _count, _tailAt, _tailLength, _commaCount) = (0, 0, 0, -1, -1);

    // Short numbers one after the other, which is most of a message; how many. A loop of its own, because whatever the
    // address of a local is handed to keeps it in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadNumbers(ReadOnlySpan<byte> text, ref int from, int last, ReadOnlySpan<TemplateStep> steps, Span<SignalValue> values)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        int at = from, i = 0;
        for (; i < steps.Length; i++)
        {
            ref readonly var step = ref steps[i];
            if (step.Kind != StepKind.Number || step.LiteralLength > LongestLiteral || at > last || !IsAt(text, at, last, step)) break;
            int start = at + step.LiteralLength;
            int used = ShortDecimal.Read(ref Unsafe.Add(ref first, start), out double number);
            if (used == 0 || (Unsafe.Add(ref first, start + used) | 0x20) == 'e') break;
            if (!step.IsPlain && !double.IsFinite(number = number * step.Factor / step.Divisor + step.Offset)) break;
            values[step.Value].Number = number;
            at = start + used;
        }

        from = at;
        return i;
    }

    // Whether the literal of a step stands there. With so much text left neither it nor a number behind it reaches
    // beyond the text, and the literals end with as much.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsAt(ReadOnlySpan<byte> text, int at, int last, in TemplateStep step)
    {
        ref byte literal = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_literals), step.Literal);
        if (at > last || step.LiteralLength > LongestLiteral)
            return text[at..].StartsWith(MemoryMarshal.CreateReadOnlySpan(ref literal, step.LiteralLength));
        ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);
        var equal = Vector256.Equals(Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref literal));
        if ((~equal.ExtractMostSignificantBits() & step.LiteralMask) != 0) return false;
        if (step.LiteralLength <= Vector256<byte>.Count) return true;

        // The rest, together with some that was compared already.
        nuint rest = (nuint)(step.LiteralLength - Vector128<byte>.Count);
        return Vector128.LoadUnsafe(ref first, rest) == Vector128.LoadUnsafe(ref literal, rest);
    }

    // What varies, but short numbers; where it ends, or -1.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadValue(
        in TemplateStep step, ReadOnlySpan<byte> text, int at, TextSymbols texts, Span<SignalValue> values, ref RowHeader header, ref Found found)
    {
        int end, start = at;
        switch (step.Kind)
        {
            case StepKind.Number or StepKind.AddedNumber:
                end = at + DecimalText.Read(text[at..], out double number);
                if (!step.IsPlain) number = number * step.Factor / step.Divisor + step.Offset;
                if (step.Kind == StepKind.AddedNumber) number += values[step.Value].Number;
                values[step.Value].Number = number;
                return end > at && double.IsFinite(number) ? end : -1;
            case StepKind.Text:
                end = EndOfPlain(text, at);
                if (end < 0) return -1;
                int symbol = texts.Get(text[at..end]);
                values[step.Value].Number = symbol;
                return symbol == SymbolTable.None ? -1 : end;
            case StepKind.Flag:
                end = ReadFlag(text, at, out bool set);
                values[step.Value].Number = set != step.IsInverted ? 1 : 0;
                return end;
            case StepKind.Choice:
                end = ReadFlag(text, at, out bool chosen);
                if (chosen && values[step.Value].Number == 0) values[step.Value].Number = step.Factor;
                return end;
            case StepKind.CraneInPath when found.CraneLength > 0:
                // What follows in the literal is the dot, so that no longer name fits.
                return text[at..].StartsWith(text.Slice(found.CraneAt, found.CraneLength)) ? at + found.CraneLength : -1;
            case StepKind.CraneInPath:
                int dot = text[at..].IndexOf((byte)'.');
                (found.CraneAt, found.CraneLength) = (at, dot);
                return dot <= 0 || text.Slice(at, dot).IndexOfAny("\"\\"u8) >= 0 ? -1 : at + dot;
            case StepKind.Crane:
                end = EndOfPlain(text, at);
                if (end <= at) return -1;
                if (found.CraneLength > 0 && !text[at..end].SequenceEqual(text.Slice(found.CraneAt, found.CraneLength))) return -1;
                (found.CraneAt, found.CraneLength) = (at, end - at);
                return end;
            case StepKind.Quality:
                end = EndOfPlain(text, at);
                return end >= 0 && Qualities.TryRead(text[at..end], out values[step.Value].Quality) ? end : -1;
            case StepKind.SkippedString:
                return EndOfPlain(text, at);
            case StepKind.SkippedScalar:
                int length = JsonToken.MeasureLiteral(text, at);
                number = 0;
                if (length == 0 || text[at] == 'n') length = DecimalText.Read(text[at..], out number);
                return length > 0 && double.IsFinite(number) ? at + length : -1;
            default:
                end = step.IsQuoted ? EndOfPlain(text, at) : at + DecimalText.Measure(text[at..]);
                return end >= 0 && TryTime(step.Kind, text, start..end, ref header, ref found) ? end : -1;
        }
    }

    private bool TryTime(StepKind kind, ReadOnlySpan<byte> text, Range place, ref RowHeader header, ref Found found)
    {
        // Many times in one message are mostly written alike.
        var content = text[place];
        if (kind == StepKind.OwnTime && found.HasTime && content.SequenceEqual(text[found.Time])) return true;
        if (!_minute.TryRead(content, out long ns)) return false;
        switch (kind)
        {
            case StepKind.MessageTime:
                header.MessageNs = ns;
                return true;
            case StepKind.SentTime:
                header.SentNs = ns;
                return true;
            case StepKind.ReceivedTime:
                header.ReceivedNs = ns;
                return true;
            default:
                bool same = !found.HasTime || header.OwnNs == ns;
                header.OwnNs = ns;
                (found.HasTime, found.Time) = (true, place);
                return same;
        }
    }

    // A text without escapes, up to its closing quote, which the next literal begins with.
    private static int EndOfPlain(ReadOnlySpan<byte> text, int at)
    {
        int end = at + JsonToken.FindEnd(text[at..]);
        return end >= at && (uint)end < (uint)text.Length && text[end] == '"' ? end : -1;
    }

    private static int ReadFlag(ReadOnlySpan<byte> text, int at, out bool set)
    {
        set = false;
        if ((uint)at >= (uint)text.Length) return -1;
        byte first = text[at];
        if (first is (byte)'t' or (byte)'f')
        {
            set = first == 't';
            return JsonToken.MeasureLiteral(text, at) is > 0 and var length ? at + length : -1;
        }

        int used = DecimalText.Read(text[at..], out double number);
        set = number != 0;
        return used > 0 && double.IsFinite(number) ? at + used : -1;
    }

    private bool Bind(ref TemplateStep step, RowMessage message, NameTable names)
    {
        switch (step.Kind)
        {
            case StepKind.Number or StepKind.Text or StepKind.Flag:
                return BindValue(ref step, message, names);
            case StepKind.Quality:
                if (step.Value < 0 || message[step.Value].Slot < 0) return false;
                step.Value = message[step.Value].Slot;
                return true;
            case StepKind.ReceivedTime:
                // Of two, it would have to be told which.
                return _received++ == 0;
            default:
                return true;
        }
    }

    private bool BindValue(ref TemplateStep step, RowMessage message, NameTable names)
    {
        ref var raw = ref message[step.Value];
        if (raw.IsRewritten) return false;
        var binding = raw.Name >= 0 && names[raw.Name].Role == NameRole.Value ? names[raw.Name].Binding : default;

        // Of which crane the row is would not stand in the message.
        if (binding.Crane != SymbolTable.None) return false;
        if (binding.Choice != 0)
        {
            if (step.Kind == StepKind.Text) return false;
            return BindChoice(ref step, binding);
        }

        if (raw.Slot < 0)
        {
            // Left out then, and every time that the same names stand there.
            bool isText = step.Kind == StepKind.Text;
            step.Kind = isText ? StepKind.SkippedString : StepKind.SkippedScalar;
            return !isText || raw.Name < 0 || names[raw.Name].Role != NameRole.Value;
        }

        ref var value = ref _values[raw.Slot];
        (step.Factor, step.Divisor, step.Offset) = (binding.Factor, binding.Divisor, binding.Offset);
        (step.IsPlain, step.IsInverted) = (binding.IsPlain, binding.IsInverted);
        bool isSecond = message.RawOf(raw.Slot) != step.Value;
        step.Value = raw.Slot;
        switch (value.Type, step.Kind)
        {
            case (SignalType.Number, StepKind.Number):
                if (isSecond) step.Kind = StepKind.AddedNumber;
                return true;
            case (SignalType.Flag, StepKind.Flag):
            case (SignalType.Text, StepKind.Text):
                return !isSecond;
            case (SignalType.Flag, StepKind.Number) when value.Signal.IsKnown:
                step.Kind = StepKind.Flag;
                return !isSecond;
            default:
                return false;
        }
    }

    private bool BindChoice(ref TemplateStep step, in SignalBinding binding)
    {
        for (int slot = 0; slot < _count; slot++)
        {
            if (_values[slot].Signal != binding.Signal) continue;
            (step.Kind, step.Value, step.Factor) = (StepKind.Choice, slot, binding.Choice);
            return _hasChoice = true;
        }

        return false;
    }

    // Either all values have a time of their own, or none has.
    private static bool HasOneTime(RowMessage message)
    {
        bool own = message[message.RawOf(0)].Time >= 0;
        for (int slot = 1; slot < message.Count; slot++)
        {
            if (message[message.RawOf(slot)].Time >= 0 != own) return false;
        }

        return own ? message.TimeCount == 1 : message.TimeCount == 0;
    }

    private void ClearChoices(Span<SignalValue> values)
    {
        foreach (ref readonly var step in _steps.AsSpan(0, _stepCount))
            if (step.Kind == StepKind.Choice) values[step.Value].Number = 0;
    }

    private bool HasChosen(ReadOnlySpan<SignalValue> values)
    {
        foreach (ref readonly var step in _steps.AsSpan(0, _stepCount))
            if (step.Kind == StepKind.Choice && values[step.Value].Number == 0) return false;
        return true;
    }

    // Where in the message its crane stands, and the time of its values.
    private struct Found
    {
        public int CraneAt;
        public int CraneLength;
        public bool HasTime;
        public Range Time;
    }
}
