using System.Runtime.CompilerServices;
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
internal sealed class JsonTemplate
{
    // Messages with more are not worth to be learned.
    private const int MostLiteralBytes = 64 * 1024;

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

    /// <summary>The template that the message after one like this was like, the last time.</summary>
    public int Next { get; set; }

    /// <summary>The line that matched last.</summary>
    public long LastLine { get; set; }

    /// <summary>The values of the message that matched last.</summary>
    public ReadOnlySpan<SignalValue> Values => _values.AsSpan(0, _count);

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
        (_stepCount, _count, _hasChoice) = (steps.Length, message.Count, false);
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
        return HasOneTime(message);
    }

    /// <summary>Reads a message of this shape.</summary>
    /// <returns>False when it has another, or a value that has to be looked at more closely.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, TextSymbols texts, CraneNames cranes, out RowHeader header)
    {
        header = RowHeader.Empty;
        int at = 0;
        ReadOnlySpan<byte> crane = default, time = default;
        var values = _values.AsSpan(0, _count);
        if (_hasChoice) ClearChoices(values);
        var literals = _literals.AsSpan();
        foreach (ref readonly var step in _steps.AsSpan(0, _stepCount))
        {
            if (!Matches(text, at, literals, step)) return false;
            at += step.LiteralLength;
            switch (step.Kind)
            {
                case StepKind.Number:
                    int used = DecimalText.Read(text[at..], out double number);
                    if (used == 0) return false;
                    if (!step.IsPlain) number = number * step.Factor / step.Divisor + step.Offset;
                    if (!double.IsFinite(number)) return false;
                    values[step.Value].Number = number;
                    at += used;
                    break;
                case StepKind.Text:
                    int symbol = SymbolTable.None;
                    if (!TryPlain(text, ref at, out var content) || (symbol = texts.Get(content)) == SymbolTable.None)
                        return false;
                    values[step.Value].Number = symbol;
                    break;
                case StepKind.Flag:
                    if (!TryFlag(text, ref at, out bool set)) return false;
                    values[step.Value].Number = set != step.IsInverted ? 1 : 0;
                    break;
                case StepKind.CraneInPath when !crane.IsEmpty:
                    // What follows in the literal is the dot, so that no longer name fits.
                    if (text.Length - at < crane.Length || !text.Slice(at, crane.Length).SequenceEqual(crane)) return false;
                    at += crane.Length;
                    break;
                default:
                    if (!TryOther(step, text, ref at, values, ref header, ref crane, ref time)) return false;
                    break;
            }
        }

        if (text.Length - at != _tailLength || !text[at..].SequenceEqual(literals.Slice(_tailAt, _tailLength))) return false;
        if (_hasChoice && !HasChosen(values)) return false;
        if (crane.IsEmpty) return true;
        return cranes.Get(crane, out header.Crane) == Violation.None;
    }

    /// <summary>Matches nothing until it learns again.</summary>
    public void Forget() => (_stepCount, _count, _tailAt, _tailLength) = (0, 0, 0, -1);

    // Most literals are one key: compared in one go, where the text is long enough, with what is not meant masked out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> literals, in TemplateStep step)
    {
        const int Size = 32;
        int length = step.LiteralLength;
        if (Vector256.IsHardwareAccelerated && length <= Size && text.Length - at >= Size)
        {
            var equal = Vector256.Equals(
                Vector256.Create(text.Slice(at, Size)), Vector256.Create(literals.Slice(step.Literal, Size)));
            return (~equal.ExtractMostSignificantBits() & step.LiteralMask) == 0;
        }

        return text.Length - at >= length && text.Slice(at, length).SequenceEqual(literals.Slice(step.Literal, length));
    }

    private bool TryOther(
        scoped in TemplateStep step, ReadOnlySpan<byte> text, scoped ref int at, Span<SignalValue> values,
        scoped ref RowHeader header, ref ReadOnlySpan<byte> crane, ref ReadOnlySpan<byte> time)
    {
        ReadOnlySpan<byte> content;
        switch (step.Kind)
        {
            case StepKind.AddedNumber:
                int used = DecimalText.Read(text[at..], out double number);
                values[step.Value].Number += number * step.Factor / step.Divisor + step.Offset;
                at += used;
                return used > 0 && double.IsFinite(values[step.Value].Number);
            case StepKind.Choice:
                if (!TryFlag(text, ref at, out bool chosen)) return false;
                if (chosen && values[step.Value].Number == 0) values[step.Value].Number = step.Factor;
                return true;
            case StepKind.CraneInPath:
                int dot = text[at..].IndexOf((byte)'.');
                if (dot <= 0) return false;
                crane = text.Slice(at, dot);
                at += dot;
                return crane.IndexOfAny("\"\\"u8) < 0;
            case StepKind.Crane:
                if (!TryPlain(text, ref at, out content) || content.IsEmpty) return false;
                if (!crane.IsEmpty && !crane.SequenceEqual(content)) return false;
                crane = content;
                return true;
            case StepKind.Quality:
                if (!TryPlain(text, ref at, out content) || !Qualities.TryRead(content, out var quality)) return false;
                values[step.Value].Quality = quality;
                return true;
            case StepKind.SkippedString:
                return TryPlain(text, ref at, out _);
            case StepKind.SkippedScalar:
                int length = JsonToken.MeasureLiteral(text, at);
                number = 0;
                if (length == 0 || text[at] == 'n') length = DecimalText.Read(text[at..], out number);
                at += length;
                return length > 0 && double.IsFinite(number);
            default:
                return TryTime(step, text, ref at, ref header, ref time);
        }
    }

    private static bool TryTime(
        scoped in TemplateStep step, ReadOnlySpan<byte> text, scoped ref int at, scoped ref RowHeader header, ref ReadOnlySpan<byte> time)
    {
        ReadOnlySpan<byte> content;
        if (step.IsQuoted)
        {
            if (!TryPlain(text, ref at, out content)) return false;
        }
        else
        {
            int length = DecimalText.Measure(text[at..]);
            content = text.Slice(at, length);
            at += length;
        }

        // Many times in one message are mostly written alike.
        if (step.Kind == StepKind.OwnTime && !time.IsEmpty && content.SequenceEqual(time)) return true;
        if (!TimeText.TryRead(content, out long ns)) return false;
        switch (step.Kind)
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
                bool same = time.IsEmpty || header.OwnNs == ns;
                header.OwnNs = ns;
                time = content;
                return same;
        }
    }

    // A text without escapes, up to its closing quote, which the next literal begins with.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPlain(ReadOnlySpan<byte> text, scoped ref int at, out ReadOnlySpan<byte> content)
    {
        int end = at;
        while ((uint)end < (uint)text.Length && text[end] is not ((byte)'"' or (byte)'\\') && text[end] >= ' ') end++;
        content = text[at..end];
        at = end;
        return (uint)end < (uint)text.Length && text[end] == '"';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFlag(ReadOnlySpan<byte> text, scoped ref int at, out bool set)
    {
        set = false;
        if ((uint)at >= (uint)text.Length) return false;
        byte first = text[at];
        if (first is (byte)'t' or (byte)'f')
        {
            int length = JsonToken.MeasureLiteral(text, at);
            at += length;
            set = first == 't';
            return length > 0;
        }

        int used = DecimalText.Read(text[at..], out double number);
        at += used;
        set = number != 0;
        return used > 0 && double.IsFinite(number);
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
}
