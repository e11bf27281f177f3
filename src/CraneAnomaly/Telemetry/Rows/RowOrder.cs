using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Rows;

/// <summary>
/// Holds the rows of one input until no earlier one is to be waited for: for a time, and as many as a cap. Rows of equal
/// time keep their order. Memory is kept for the rows to come.
/// </summary>
internal sealed class RowOrder
{
    // Values held for all rows together: 16 MB.
    private const int MostValues = 1 << 20;

    // A row's memory beyond this is given back with the row.
    private const int KeptValues = 256;

    private readonly int _mostRows;
    private readonly long _waitNs;
    private Slot[] _slots = new Slot[64];
    private int[] _free = new int[64];
    private int[] _order = new int[64];
    private int _freeCount;
    private int _head;
    private int _count;
    private int _valuesHeld;
    private int _untimed;
    private long _latestNs = long.MinValue;

    // The latest time of each crane: what is later than that stands behind all of it.
    private long[] _latestOf = [];

    public RowOrder(Limits limits)
    {
        _mostRows = Math.Max(limits.ReorderRows, 1);
        _waitNs = limits.ReorderTime.Ticks * 100;
        for (int i = 0; i < _free.Length; i++) _free[_freeCount++] = i;
    }

    /// <summary>Rows held.</summary>
    public int Count => _count;

    /// <summary>The latest time seen; 0 while there is none.</summary>
    public long LatestNs => _latestNs == long.MinValue ? 0 : _latestNs;

    /// <summary>Whether the earliest row has waited long enough, or there are too many.</summary>
    public bool IsDue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count > 0 && (_count > _mostRows || _valuesHeld > MostValues
            || (_latestNs != long.MinValue && _slots[_order[_head]].Row.TimestampNs <= _latestNs - _waitNs));
    }

    /// <summary>
    /// Where the values of the next row may be written: they are not copied then. Valid until a row or an event is taken.
    /// </summary>
    public Span<SignalValue> Room(int count)
    {
        if (_freeCount == 0) Grow();
        return Room(ref _slots[_free[_freeCount - 1]], count);
    }

    /// <summary>Takes a row.</summary>
    /// <param name="ns">Its time.</param>
    /// <param name="symbol">Symbol of its crane.</param>
    /// <param name="line">Number of its line.</param>
    /// <param name="values">Its values.</param>
    /// <param name="offset">Where its line begins.</param>
    /// <param name="crane">Number of its crane within the input.</param>
    /// <returns>What it is beside the rows that are held.</returns>
    public RowPlace Add(long ns, int symbol, long line, ReadOnlySpan<SignalValue> values, long offset, int crane)
    {
        if (_untimed > 0) TimeEvents(ns);
        if ((uint)crane >= (uint)_latestOf.Length) MakeRoomFor(crane);
        int place = _count > 0 && ns < _slots[_order[_head + _count - 1]].Row.TimestampNs ? FindPlace(ns) : _count;
        var result = RowPlace.Behind;
        ref long latest = ref _latestOf[crane];
        if (ns <= latest)
        {
            result = Compare(place, ns, values, crane);
            if (result == RowPlace.Duplicate) return result;
        }
        else
        {
            latest = ns;
        }

        if (_freeCount == 0) Grow();
        int slot = _free[--_freeCount];
        ref var held = ref _slots[slot];

        // Written in its place: read back by vectors, a copy would wait for the narrow writes before it.
        ref var row = ref held.Row;
        row = default;
        (row.TimestampNs, row.Frame, row.Flow, row.Crane) = (ns, line, -1, symbol);
        (row.Protocol, row.Kind) = (OtProtocol.Telemetry, RecordKind.Measurement);
        row.PayloadLength = (ushort)(values.Length * Unsafe.SizeOf<SignalValue>());
        (held.Offset, held.Crane, held.Count) = (offset, crane, values.Length);
        var room = Room(ref held, values.Length);
        if (values != room) values.CopyTo(room);
        _valuesHeld += values.Length;
        Insert(place, slot);
        if (ns > _latestNs) _latestNs = ns;
        return result;
    }

    private void TimeEvents(long ns)
    {
        for (int i = 0; i < _count; i++) _slots[_order[_head + i]].Row.TimestampNs = ns;
        _untimed = 0;
    }

    /// <summary>Takes what is told of a line, behind all that came before it.</summary>
    public void AddEvent(in OtRecord told, long offset)
    {
        if (_freeCount == 0) Grow();
        int slot = _free[--_freeCount];
        ref var held = ref _slots[slot];
        (held.Row, held.Offset, held.Crane, held.Count) = (told, offset, -1, 0);

        // Before the first row it has no time yet.
        if (_latestNs == long.MinValue) _untimed++;
        Insert(_latestNs == long.MinValue ? _count : FindPlace(told.TimestampNs), slot);
    }

    /// <summary>The earliest row; valid until <see cref="Remove"/>.</summary>
    public ref readonly OtRecord First(out ReadOnlySpan<SignalValue> values, out long offset, out int crane)
    {
        ref var held = ref _slots[_order[_head]];
        values = held.Values.AsSpan(0, held.Count);
        (offset, crane) = (held.Offset, held.Crane);
        return ref held.Row;
    }

    /// <summary>Takes the earliest row out.</summary>
    public void Remove()
    {
        int slot = _order[_head++];
        ref var held = ref _slots[slot];
        _valuesHeld -= held.Count;
        if (held.Values?.Length > KeptValues) held.Values = null;
        _free[_freeCount++] = slot;
        if (--_count == 0) _head = 0;
    }

    private static Span<SignalValue> Room(ref Slot slot, int count)
    {
        if (slot.Values is null || slot.Values.Length < count) slot.Values = new SignalValue[Math.Max(count, 16)];
        return slot.Values.AsSpan(0, count);
    }

    private void MakeRoomFor(int crane)
    {
        int before = _latestOf.Length;
        Array.Resize(ref _latestOf, Math.Max(crane + 1, 2 * before));
        _latestOf.AsSpan(before).Fill(long.MinValue);
    }

    // Behind all rows that are not later.
    private int FindPlace(long ns)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_slots[_order[_head + middle]].Row.TimestampNs <= ns) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // Rows of the same time stand in front of the place; a few are looked at, whoever sends thousands.
    private RowPlace Compare(int place, long ns, ReadOnlySpan<SignalValue> values, int crane)
    {
        const int Most = 64;
        var result = RowPlace.Behind;
        bool sawLater = place < _count && IsOfCraneBehind(place, crane);
        for (int i = place - 1; i >= Math.Max(0, place - Most); i--)
        {
            ref var held = ref _slots[_order[_head + i]];
            if (held.Row.TimestampNs != ns) break;
            if (held.Crane != crane) continue;
            if (MemoryMarshal.AsBytes(values).SequenceEqual(MemoryMarshal.AsBytes(held.Values.AsSpan(0, held.Count))))
                return RowPlace.Duplicate;
            result = RowPlace.Repeated;
        }

        return sawLater ? RowPlace.Before : result;
    }

    private bool IsOfCraneBehind(int place, int crane)
    {
        const int Most = 64;
        for (int i = _count - 1; i >= Math.Max(place, _count - Most); i--)
        {
            if (_slots[_order[_head + i]].Crane == crane) return true;
        }

        return false;
    }

    private void Insert(int place, int slot)
    {
        if (_head + _count == _order.Length)
        {
            if (_head > _order.Length / 2)
            {
                _order.AsSpan(_head, _count).CopyTo(_order);
            }
            else
            {
                var order = new int[2 * _order.Length];
                _order.AsSpan(_head, _count).CopyTo(order);
                _order = order;
            }

            _head = 0;
        }

        int at = _head + place;
        if (place < _count) _order.AsSpan(at, _count - place).CopyTo(_order.AsSpan(at + 1));
        _order[at] = slot;
        _count++;
    }

    private void Grow()
    {
        int before = _slots.Length;
        Array.Resize(ref _slots, 2 * before);
        _free = new int[2 * before];
        for (int i = before; i < 2 * before; i++) _free[_freeCount++] = i;
    }

    internal struct Slot
    {
        public OtRecord Row;
        public long Offset;
        public int Crane;
        public int Count;
        public SignalValue[]? Values;
    }
}

/// <summary>Where a row stands among those that are held.</summary>
internal enum RowPlace : byte
{
    /// <summary>Behind all of its crane.</summary>
    Behind,

    /// <summary>Before one of its crane that came earlier.</summary>
    Before,

    /// <summary>At the time of another of its crane, with other values.</summary>
    Repeated,

    /// <summary>The same as another: it was not taken.</summary>
    Duplicate,
}
