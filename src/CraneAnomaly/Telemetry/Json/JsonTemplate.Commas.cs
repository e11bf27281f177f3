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
/// Where the commas of a line are known, they say where its values end: a processor then reads many at once, instead of
/// each after the end of the one before. The literals are compared all the same, so that a comma in a text misleads nobody.
/// </summary>
internal sealed partial class JsonTemplate
{
    private CommaStep[] _commaSteps = [];
    private DecimalBatch _batch = new(0);
    private NumberSlot[] _numbers = [];
    private int _numberCount;
    private bool _isScaled;

    // Numbers of the last message that were read one by one.
    private NumberSlot[] _late = [];
    private int _lateCount;

    // Those of all literals; -1 for a shape that is not read by them.
    private int _commaCount = -1;

    /// <summary>Whether messages of this shape can be read by their commas.</summary>
    public bool IsReadByCommas => _commaCount >= 0;

    /// <summary>Whether a message with so many commas may have this shape.</summary>
    public bool HasCommas(int count) => count >= 0 && count == _commaCount;

    /// <summary>Reads a message of this shape by its commas.</summary>
    /// <param name="text">The message, and bytes behind it that may be touched but say nothing.</param>
    /// <param name="commas">Where its commas stand, as many as <see cref="HasCommas"/> says, and then where it ends.</param>
    /// <param name="values">As many as <see cref="Count"/>.</param>
    /// <param name="texts">The symbols of texts.</param>
    /// <param name="cranes">The symbols of cranes.</param>
    /// <param name="header">What it says besides its values.</param>
    /// <returns>False when it has another, or is to be looked at more closely.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRead(
        ReadOnlySpan<byte> text, ReadOnlySpan<int> commas, Span<SignalValue> values, TextSymbols texts, CraneNames cranes, out RowHeader header)
    {
        int length = commas[^1];

        // Field by field: read back by vectors, a copy would wait for the narrow writes before it.
        var line = default(Line);
        line.Text = text[..length];
        line.Behind = text;
        line.Values = values;
        line.Texts = texts;
        line.Header.OwnNs = line.Header.MessageNs = line.Header.SentNs = line.Header.ReceivedNs = long.MinValue;

        // With so much text behind it, neither a literal nor a vector that begins in it reaches beyond.
        bool isRead = length <= text.Length - Reach && TryRead(text, commas, ref line);
        header = line.Header;
        if (!isRead) return false;
        if (line.Found.CraneLength == 0 || header.Crane != SymbolTable.None) return true;
        var crane = line.Text.Slice(line.Found.CraneAt, line.Found.CraneLength);
        if (cranes.Get(crane, out header.Crane) != Violation.None) return false;
        shortTexts.Keep(text[line.Found.CraneAt..], crane.Length, header.Crane);
        return true;
    }

    private bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<int> commas, ref Line line)
    {
        var steps = _commaSteps.AsSpan(0, _stepCount);
        int start = 0;
        _lateCount = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].Numbers > 0)
            {
                i += TakeNumbers(text, commas, steps[i..], ref start);
                if (i == steps.Length) break;
            }

            ref readonly var step = ref steps[i];
            if (!IsAt(text, start, text.Length - Reach, _steps[i])) return false;
            int at = start + step.Length;
            if (at > line.Text.Length) return false;
            int end = step.HasEnd ? commas[step.NextComma] - step.NextCommaAt : -1;
            if (step.HasEnd && end <= at) return false;
            if (!step.HasEnd || !TryTakeShort(_steps[i], at, end, ref line)) end = ReadOther(i, at, end, ref line);
            if (end < at) return false;
            start = end;
        }

        return line.Text[start..].SequenceEqual(_literals.AsSpan(_tailAt, _tailLength)) && PutNumbers(line.Values);
    }

    // Numbers one after the other, which is most of a message; how many. A loop of its own: what calls others, and what
    // lends the address of a local, keeps everything in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeNumbers(ReadOnlySpan<byte> text, ReadOnlySpan<int> commas, ReadOnlySpan<CommaStep> steps, ref int from)
    {
        var numbers = steps[..steps[0].Numbers];
        ref byte first = ref MemoryMarshal.GetReference(text);
        ref readonly var places = ref DecimalBatch.Places;
        ref int comma = ref MemoryMarshal.GetReference(commas);
        ref var taken = ref MemoryMarshal.GetReference(_batch.At(steps[0].Number, numbers.Length));
        int start = from, i = 0;
        foreach (ref readonly var step in numbers)
        {
            // Nothing that is touched is checked again: the line ends a reach before the text does, commas stand in order
            // and in front of its end, and so a number that is taken begins and ends in it.
            int at = start + step.Length, end = Unsafe.Add(ref comma, step.NextComma) - step.NextCommaAt;
            var equal = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)(uint)start), step.Literal);
            if ((~equal.ExtractMostSignificantBits() & step.Mask) != 0 || !DecimalBatch.TryTake(ref first, at, end, in places, ref Unsafe.Add(ref taken, i))) break;
            if (step.Length > Vector256<byte>.Count && !IsAt(text, start, text.Length - Reach, _steps[_stepCount - steps.Length + i])) break;
            start = end;
            i++;
        }

        from = start;
        return i;
    }

    private bool PutNumbers(Span<SignalValue> values)
    {
        if (!_batch.TryDivide(_numberCount)) return false;
        ref var slot = ref MemoryMarshal.GetArrayDataReference(_numbers);
        foreach (double number in _batch.Numbers[.._numberCount])
        {
            ref var value = ref values[slot.Place];
            value = slot.Pattern;
            value.Number = number;
            slot = ref Unsafe.Add(ref slot, 1);
        }

        if (_isScaled && !TryScale(values)) return false;
        foreach (ref readonly var late in _late.AsSpan(0, _lateCount)) values[late.Place] = late.Pattern;
        return true;
    }

    private bool TryScale(Span<SignalValue> values)
    {
        foreach (ref readonly var slot in _numbers.AsSpan(0, _numberCount))
        {
            ref readonly var step = ref _steps[slot.Step];
            if (step.IsPlain) continue;
            ref double number = ref values[slot.Place].Number;
            number = number * step.Factor / step.Divisor + step.Offset;
            if (!double.IsFinite(number)) return false;
        }

        return true;
    }

    // What is nearly always short and like one before, and no number; false for what has to be looked at more closely.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeShort(in TemplateStep step, int at, int end, ref Line line)
    {
        var text = line.Text[at..end];
        switch (step.Kind)
        {
            case StepKind.Text:
                int symbol = shortTexts.Find(line.Behind[at..], text.Length);
                if (symbol == SymbolTable.None) return false;
                Put(step, symbol, ref line);
                return true;
            case StepKind.Crane when line.Found.CraneLength == 0:
                line.Header.Crane = shortTexts.Find(line.Behind[at..], text.Length);
                if (line.Header.Crane == SymbolTable.None) return false;
                (line.Found.CraneAt, line.Found.CraneLength) = (at, text.Length);
                return true;
            case StepKind.Flag when text.SequenceEqual("true"u8):
                Put(step, step.IsInverted ? 0 : 1, ref line);
                return true;
            case StepKind.Flag when text.SequenceEqual("false"u8):
                Put(step, step.IsInverted ? 1 : 0, ref line);
                return true;
            case StepKind.MessageTime when step.IsQuoted:
                // What is a time has neither escapes nor control characters.
                return _minute.TryRead(text, out line.Header.MessageNs);
            case StepKind.SkippedScalar:
                return ShortDecimal.IsWhole(line.Behind[at..], text.Length);
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(in TemplateStep step, int number, ref Line line)
    {
        var value = _values[step.Value];
        value.Number = number;
        line.Values[step.Value] = value;
    }

    // What is left; where it ends.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadOther(int i, int at, int end, ref Line line)
    {
        ref readonly var step = ref _steps[i];
        if (step.Kind is StepKind.Number or StepKind.Text or StepKind.Flag) line.Values[step.Value] = _values[step.Value];
        int read = ReadValue(step, line.Text, at, line.Texts, line.Values, ref line.Header, ref line.Found);
        if (_commaSteps[i].HasEnd && read != end) return -1;
        if (step.Kind == StepKind.Text && read > at) shortTexts.Keep(line.Behind[at..], read - at, line.Values[step.Value].Symbol);
        if (_commaSteps[i].Numbers == 0) return read;
        _batch.At(_commaSteps[i].Number, 1)[0] = DecimalBatch.Taken.None;
        _late[_lateCount++] = new() { Place = step.Value, Pattern = line.Values[step.Value] };
        return read;
    }

    // A step knows which comma is the first of the literal behind it; at the end of the message stands one more.
    private void LearnCommas()
    {
        if (_commaSteps.Length < _stepCount) _commaSteps = new CommaStep[_steps.Length];
        if (_batch.Count < _stepCount)
        {
            _batch = new(_steps.Length);
            _numbers = new NumberSlot[_steps.Length];
            _late = new NumberSlot[_steps.Length];
        }

        _batch.Clear();
        int commas = 0, written = 0, least = 0, runs = 0;
        (_numberCount, _isScaled) = (0, false);
        for (int i = 0; i < _stepCount; i++)
        {
            ref readonly var step = ref _steps[i];
            if (step.Kind is StepKind.AddedNumber or StepKind.Choice or StepKind.Quality) return;
            if (step.Kind is StepKind.Number or StepKind.Text or StepKind.Flag) written++;
            bool isLast = i == _stepCount - 1;
            var literal = _literals.AsSpan(step.Literal, step.LiteralLength);
            var next = isLast ? _literals.AsSpan(_tailAt, _tailLength) : _literals.AsSpan(_steps[i + 1].Literal, _steps[i + 1].LiteralLength);
            commas += literal.Count((byte)',');
            least += literal.Length;
            int comma = isLast ? next.Length : next.IndexOf((byte)',');
            _commaSteps[i] = new()
            {
                Literal = Vector256.Create<byte>(_literals.AsSpan(step.Literal, Vector256<byte>.Count)),
                Mask = step.LiteralMask,
                Length = literal.Length,
                NextComma = comma < 0 ? 0 : isLast ? commas + next.Count((byte)',') : commas,
                NextCommaAt = Math.Max(comma, 0),
                HasEnd = comma >= 0,
            };

            // Looked at are the bytes in front of its end.
            if (comma < 0 || step.Kind != StepKind.Number || least < DecimalBatch.Reach || literal.Length > LongestLiteral) continue;
            (_commaSteps[i].Numbers, _commaSteps[i].Number) = (1, _numberCount);
            _numbers[_numberCount++] = new() { Place = step.Value, Step = i, Pattern = _values[step.Value] };
            _isScaled |= !step.IsPlain;
        }

        for (int i = _stepCount - 1; i >= 0; i--)
        {
            if (_commaSteps[i].Numbers == 0) continue;
            if (i < _stepCount - 1) _commaSteps[i].Numbers += _commaSteps[i + 1].Numbers;
            if (i == 0 || _commaSteps[i - 1].Numbers == 0) runs++;
        }

        commas += _literals.AsSpan(_tailAt, _tailLength).Count((byte)',');

        // All that is written is written anew each time. It pays where numbers stand together.
        if (written == _count && _numberCount >= 3 * runs && DecimalBatch.IsSupported) _commaCount = commas;
    }

    // Where a number goes.
    internal struct NumberSlot
    {
        public int Place;
        public int Step;
        public SignalValue Pattern;
    }

    // A message while it is read.
    private ref struct Line
    {
        public ReadOnlySpan<byte> Text;
        public ReadOnlySpan<byte> Behind;
        public Span<SignalValue> Values;
        public TextSymbols Texts;
        public RowHeader Header;
        public Found Found;
    }
}
