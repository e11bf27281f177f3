using System.Runtime.CompilerServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Rows;

/// <summary>
/// One message while it is read: first its values as written, then what they mean, then a row for each crane and time.
/// Kept from message to message.
/// </summary>
internal sealed class RowMessage(NameTable names, TextSymbols texts, Limits limits)
{
    private const int MostCranes = 256;
    private const int MostTimes = 256;

    private readonly int _mostValues = Math.Clamp(limits.RowValues, 1, ushort.MaxValue / 16);
    private RawValue[] _raws = new RawValue[64];
    private SignalValue[] _values = new SignalValue[64];
    private int[] _rawOfSlot = new int[64];
    private SignalValue[] _row = new SignalValue[64];
    private bool[] _done = [];
    private int[] _slotOfSeries = [];
    private long[] _messageOfSeries = [];
    private readonly int[] _cranes = new int[MostCranes];
    private readonly long[] _times = new long[MostTimes];
    private byte[] _rewritten = new byte[256];
    private int _rewrittenLength;

    /// <summary>Ordinal of the message, to tell what was met in it.</summary>
    public long Ordinal { get; private set; }

    /// <summary>Values as written.</summary>
    public int RawCount { get; private set; }

    /// <summary>Values with a meaning.</summary>
    public int Count { get; private set; }

    /// <summary>Cranes named in it, at least one place for the message's own.</summary>
    public int CraneCount { get; private set; }

    /// <summary>Different times of values.</summary>
    public int TimeCount { get; private set; }

    /// <summary>The time of values that have none of their own; the least value for none.</summary>
    public long MessageNs { get; set; }

    /// <summary>The time at which the message was made; the least value for none.</summary>
    public long SentNs { get; set; }

    /// <summary>The time at which it was received; the least value for none.</summary>
    public long ReceivedNs { get; set; }

    /// <summary>Values left out, because another of the same signal was there.</summary>
    public int Ignored { get; private set; }

    /// <summary>Values as they are handed on.</summary>
    public ReadOnlySpan<SignalValue> Values => _values.AsSpan(0, Count);

    /// <summary>A value as written.</summary>
    public ref RawValue this[int raw] => ref _raws[raw];

    /// <summary>Begins the next message.</summary>
    public void Begin()
    {
        Ordinal = names.NextOrdinal();
        RawCount = Count = TimeCount = Ignored = _rewrittenLength = 0;
        CraneCount = 1;
        _cranes[0] = SymbolTable.None;
        MessageNs = SentNs = ReceivedNs = long.MinValue;
    }

    /// <summary>Makes room for a value; -1 when there are too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddRaw(RawKind kind, int name, int crane, int time)
    {
        if (RawCount >= _mostValues) return -1;
        if (RawCount == _raws.Length) Array.Resize(ref _raws, Math.Min(2 * RawCount, _mostValues));
        _raws[RawCount] = new() { Kind = kind, Name = name, Crane = crane, Time = time, Slot = -1 };
        return RawCount++;
    }

    /// <summary>Takes a text that had escapes into its own memory.</summary>
    /// <returns>Where it begins; -1 when the escapes are wrong.</returns>
    public int Rewrite(ReadOnlySpan<byte> escaped, out int length)
    {
        if (_rewritten.Length - _rewrittenLength < escaped.Length)
            Array.Resize(ref _rewritten, Math.Max(2 * _rewritten.Length, _rewrittenLength + escaped.Length));
        int start = _rewrittenLength;
        length = JsonToken.Unescape(escaped, _rewritten.AsSpan(start));
        if (length < 0) return -1;
        _rewrittenLength += length;
        return start;
    }

    /// <summary>A text that was rewritten.</summary>
    public ReadOnlySpan<byte> Rewritten(int start, int length) => _rewritten.AsSpan(start, length);

    /// <summary>Adds a place for a crane; -1 when there are too many.</summary>
    public int AddCrane(int symbol)
    {
        if (CraneCount == MostCranes) return -1;
        _cranes[CraneCount] = symbol;
        return CraneCount++;
    }

    /// <summary>The symbol of a crane of the message.</summary>
    public ref int Crane(int place) => ref _cranes[place];

    /// <summary>The place of a crane by its symbol: the message's own if it has none yet; -1 when there are too many.</summary>
    public int FindCrane(int symbol)
    {
        if (_cranes[0] == symbol) return 0;
        if (_cranes[0] == SymbolTable.None && CraneCount == 1)
        {
            _cranes[0] = symbol;
            return 0;
        }

        for (int i = 1; i < CraneCount; i++)
        {
            if (_cranes[i] == symbol) return i;
        }

        return AddCrane(symbol);
    }

    /// <summary>The place of a time; -1 when there are too many.</summary>
    public int FindTime(long ns)
    {
        for (int i = TimeCount - 1; i >= 0; i--)
        {
            if (_times[i] == ns) return i;
        }

        if (TimeCount == MostTimes) return -1;
        _times[TimeCount] = ns;
        return TimeCount++;
    }

    /// <summary>Finds out what the values mean.</summary>
    public Violation Finish(ReadOnlySpan<byte> line)
    {
        if (_slotOfSeries.Length < names.SeriesCount)
        {
            Array.Resize(ref _slotOfSeries, Math.Max(2 * names.SeriesCount, 128));
            Array.Resize(ref _messageOfSeries, _slotOfSeries.Length);
        }

        if (_values.Length < RawCount)
        {
            Array.Resize(ref _values, _raws.Length);
            Array.Resize(ref _rawOfSlot, _raws.Length);
        }

        for (int i = 0; i < RawCount; i++)
        {
            ref var raw = ref _raws[i];
            if (raw.Name < 0) continue;
            ref var name = ref names[raw.Name];
            if (name.Role != NameRole.Value) continue;
            var wrong = TryValue(raw, name.Binding, line, out var value, out bool present);
            if (wrong != Violation.None) return wrong;
            if (!present) continue;
            wrong = TakeCraneOf(name.Binding, ref raw, out present);
            if (wrong != Violation.None) return wrong;
            if (!present) continue;
            Put(i, ref raw, name, value);
        }

        return Violation.None;
    }

    /// <summary>The time of a value.</summary>
    public long TimeOf(in RawValue raw) =>
        raw.Time >= 0 ? _times[raw.Time] : MessageNs != long.MinValue ? MessageNs : SentNs;

    /// <summary>Hands the rows on: one for each crane and time.</summary>
    public Violation Emit<TRows>(ref TRows rows) where TRows : struct, IRowTaker, allows ref struct
    {
        if (IsOneRow(out long ns))
        {
            return ns == long.MinValue
                ? Violation.InvalidTimestamp
                : rows.Take(CraneOf(_raws[_rawOfSlot[0]].Crane), ns, ReceivedNs, Values);
        }

        // Earlier times first, so that no row of the message is late because of another.
        if (Count == 0) return MessageNs == long.MinValue && SentNs == long.MinValue ? Violation.InvalidTimestamp : Violation.None;
        if (_row.Length < Count) _row = new SignalValue[_values.Length];
        if (_done.Length < Count) _done = new bool[_values.Length];
        _done.AsSpan(0, Count).Clear();
        for (int left = Count; left > 0;)
        {
            int first = Earliest(out ns);
            if (ns == long.MinValue) return Violation.InvalidTimestamp;
            int crane = _raws[_rawOfSlot[first]].Crane, count = 0;
            for (int i = first; i < Count; i++)
            {
                ref var raw = ref _raws[_rawOfSlot[i]];
                if (_done[i] || raw.Crane != crane || TimeOf(raw) != ns) continue;
                _done[i] = true;
                _row[count++] = _values[i];
            }

            left -= count;
            var wrong = rows.Take(CraneOf(crane), ns, ReceivedNs, _row.AsSpan(0, count));
            if (wrong != Violation.None) return wrong;
        }

        return Violation.None;
    }

    /// <summary>Whether all values are of one crane and one time.</summary>
    public bool IsOneRow(out long ns)
    {
        ns = long.MinValue;
        if (Count == 0) return false;
        ref var first = ref _raws[_rawOfSlot[0]];
        ns = TimeOf(first);
        for (int i = 1; i < Count; i++)
        {
            ref var raw = ref _raws[_rawOfSlot[i]];
            if (raw.Crane != first.Crane || (raw.Time != first.Time && TimeOf(raw) != ns)) return false;
        }

        return true;
    }

    /// <summary>Which value as written stands at a place among the values; of two halves the first.</summary>
    public int RawOf(int slot) => _rawOfSlot[slot];

    /// <summary>The crane of a place; the message's own where the place names none.</summary>
    public int CraneOf(int place) => _cranes[place] != SymbolTable.None ? _cranes[place] : _cranes[0];

    // Where the message says that it is of another crane than the user says, the value is left out.
    private Violation TakeCraneOf(in SignalBinding binding, ref RawValue raw, out bool present)
    {
        present = true;
        if (binding.Crane == SymbolTable.None) return Violation.None;
        int crane = CraneOf(raw.Crane);
        if (crane == binding.Crane) return Violation.None;
        if (crane != SymbolTable.None)
        {
            present = false;
            Ignored++;
            return Violation.None;
        }

        raw.Crane = _cranes.AsSpan(0, CraneCount).IndexOf(binding.Crane);
        if (raw.Crane < 0) raw.Crane = AddCrane(binding.Crane);
        return raw.Crane < 0 ? Violation.TooManyValues : Violation.None;
    }

    private int Earliest(out long ns)
    {
        int earliest = -1;
        ns = long.MaxValue;
        for (int i = 0; i < Count; i++)
        {
            if (_done[i]) continue;
            long own = TimeOf(_raws[_rawOfSlot[i]]);
            if (earliest >= 0 && own >= ns) continue;
            (earliest, ns) = (i, own);
        }

        return earliest;
    }

    private void Put(int rawIndex, ref RawValue raw, in NameEntry name, in SignalValue value)
    {
        if (_messageOfSeries[name.Series] == Ordinal)
        {
            int slot = _slotOfSeries[name.Series];
            ref var other = ref _raws[_rawOfSlot[slot]];
            if (other.Crane == raw.Crane && (other.Time == raw.Time || TimeOf(other) == TimeOf(raw)))
            {
                // Up and down are halves of one speed; anything else that stands twice counts once.
                if (name.Binding.IsDirected && other.Name != raw.Name && names[other.Name].Binding.IsDirected)
                {
                    _values[slot].Number += value.Number;
                    raw.Slot = slot;
                }
                else
                {
                    Ignored++;
                }

                return;
            }
        }

        (_messageOfSeries[name.Series], _slotOfSeries[name.Series]) = (Ordinal, Count);
        raw.Slot = Count;
        _rawOfSlot[Count] = rawIndex;
        _values[Count++] = value;
    }

    private Violation TryValue(
        in RawValue raw, in SignalBinding binding, ReadOnlySpan<byte> line, out SignalValue value, out bool present)
    {
        present = true;
        value = new() { Signal = binding.Signal, Type = binding.Type, Quality = raw.Quality };
        if (!binding.Signal.IsKnown)
        {
            // A series of its own is what it is written as.
            value.Type = raw.Kind switch { RawKind.Text => SignalType.Text, RawKind.Flag => SignalType.Flag, _ => SignalType.Number };
        }

        if (binding.Choice != 0)
        {
            present = IsTrue(raw, line, out bool chosen) && chosen;
            value.Number = binding.Choice;
            return Violation.None;
        }

        switch (value.Type)
        {
            case SignalType.Text:
                value.Number = raw.Kind == RawKind.Flag
                    ? texts.Get(raw.Number != 0 ? "true"u8 : "false"u8)
                    : texts.Get(TextOf(raw, line));
                present = value.Symbol != SymbolTable.None;
                return Violation.None;
            case SignalType.Flag:
                if (!IsTrue(raw, line, out bool set)) return Violation.UnreadableValue;
                value.Number = set != binding.IsInverted ? 1 : 0;
                return Violation.None;
            default:
                double number = raw.Number;
                if (raw.Kind == RawKind.Text)
                {
                    var text = TextOf(raw, line).Trim((byte)' ');
                    present = !text.IsEmpty;
                    if (present && !DecimalText.TryReadWhole(text, out number)) return UnreadableText(text);
                }

                if (!double.IsFinite(number)) return Violation.NonFiniteValue;
                value.Number = binding.Apply(number);
                return double.IsFinite(value.Number) ? Violation.None : Violation.NonFiniteValue;
        }
    }

    /// <summary>What is wrong with a text that should be a number.</summary>
    public static Violation UnreadableText(ReadOnlySpan<byte> text)
    {
        var word = text.TrimStart("+-"u8);
        return System.Text.Ascii.EqualsIgnoreCase(word, "nan"u8) || System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8)
            || System.Text.Ascii.EqualsIgnoreCase(word, "infinity"u8)
            ? Violation.NonFiniteValue
            : Violation.UnreadableValue;
    }

    /// <summary>Reads yes or no in the words that devices use.</summary>
    public static bool TryReadFlag(ReadOnlySpan<byte> text, out bool set)
    {
        set = false;
        switch (text.Length)
        {
            case 1 when text[0] is (byte)'0' or (byte)'1':
                set = text[0] == '1';
                return true;
            case 2 when System.Text.Ascii.EqualsIgnoreCase(text, "on"u8):
            case 3 when System.Text.Ascii.EqualsIgnoreCase(text, "yes"u8):
            case 4 when System.Text.Ascii.EqualsIgnoreCase(text, "true"u8):
                set = true;
                return true;
            case 2 when System.Text.Ascii.EqualsIgnoreCase(text, "no"u8):
            case 3 when System.Text.Ascii.EqualsIgnoreCase(text, "off"u8):
            case 5 when System.Text.Ascii.EqualsIgnoreCase(text, "false"u8):
                return true;
            default:
                if (!DecimalText.TryReadWhole(text, out double number) || !double.IsFinite(number)) return false;
                set = number != 0;
                return true;
        }
    }

    private ReadOnlySpan<byte> TextOf(in RawValue raw, ReadOnlySpan<byte> line) =>
        raw.IsRewritten ? Rewritten(raw.Start, raw.Length) : line.Slice(raw.Start, raw.Length);

    private bool IsTrue(in RawValue raw, ReadOnlySpan<byte> line, out bool set)
    {
        set = raw.Number != 0;
        return raw.Kind == RawKind.Text ? TryReadFlag(TextOf(raw, line), out set) : double.IsFinite(raw.Number);
    }
}
