using System.Runtime.InteropServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// Holds the records of one log until no earlier one is to be waited for: for a time, and as many as a cap. What comes later
/// than that goes on where it stands, and is counted: a connection that ends is written minutes after its end. Records of
/// equal time keep their order. Memory is kept for the records to come.
/// </summary>
/// <remarks>
/// A row that is stamped far ahead of all others moves nothing until a second one says so too: one bad clock must not make
/// everything behind it late.
/// </remarks>
internal sealed class LogOrder
{
    private const int KeptBytes = 4 * 1024;
    private const long MostBytes = 64L * 1024 * 1024;
    private const long FarNs = 3_600_000_000_000;

    private readonly PriorityQueue<int, (long Ns, long Number)> _waiting = new();
    private readonly int _mostRows;
    private readonly long _waitNs;
    private Slot[] _slots = new Slot[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private long _number, _bytes, _latestNs = long.MinValue, _handedNs = long.MinValue, _aheadNs = long.MaxValue;

    public LogOrder(Limits limits)
    {
        _mostRows = Math.Max(limits.ReorderRows, 1);
        _waitNs = limits.ReorderTime.Ticks * 100;
        for (int i = 0; i < _free.Length; i++) _free[_freeCount++] = i;
    }

    /// <summary>Records held.</summary>
    public int Count => _waiting.Count;

    /// <summary>The latest time that is believed; the least value while there is none.</summary>
    public long LatestNs => _latestNs;

    /// <summary>Whether the earliest record has waited long enough, or there are too many.</summary>
    public bool IsDue => _waiting.TryPeek(out _, out var first)
        && (_waiting.Count > _mostRows || _bytes > MostBytes || first.Ns <= _latestNs - _waitNs);

    /// <summary>Takes a record, and says whether what is later was handed on already.</summary>
    public bool Add(in OtRecord record, in LogEnvelope envelope, ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload, long offset)
    {
        if (_freeCount == 0) Grow();
        int number = _free[--_freeCount];
        ref var slot = ref _slots[number];
        var carried = MemoryMarshal.AsBytes(new ReadOnlySpan<LogEnvelope>(in envelope));
        int length = carried.Length + head.Length + payload.Length;
        if (slot.Row is null || slot.Row.Length < length) slot.Row = new byte[Math.Max(length, 512)];
        carried.CopyTo(slot.Row);
        head.CopyTo(slot.Row.AsSpan(carried.Length));
        payload.CopyTo(slot.Row.AsSpan(carried.Length + head.Length));
        (slot.Record, slot.Length, slot.Offset) = (record, length, offset);
        _bytes += length;
        _waiting.Enqueue(number, (record.TimestampNs, _number++));
        if (record.Kind != RecordKind.Violation) Believe(record.TimestampNs);
        return record.TimestampNs < _handedNs;
    }

    /// <summary>The earliest record; valid until <see cref="Remove"/>.</summary>
    public ref readonly OtRecord First(out ReadOnlySpan<byte> row, out long offset)
    {
        ref var slot = ref _slots[_waiting.Peek()];
        row = slot.Row.AsSpan(0, slot.Length);
        offset = slot.Offset;
        _handedNs = Math.Max(_handedNs, slot.Record.TimestampNs);
        return ref slot.Record;
    }

    /// <summary>Whether the earliest record is stamped so far ahead that the others say otherwise.</summary>
    public bool IsFirstSuspect => _latestNs != long.MinValue && _slots[_waiting.Peek()].Record.TimestampNs - FarNs > _latestNs;

    /// <summary>Takes the earliest record out.</summary>
    public void Remove()
    {
        int number = _waiting.Dequeue();
        ref var slot = ref _slots[number];
        _bytes -= slot.Length;
        if (slot.Row!.Length > KeptBytes) slot.Row = null;
        _free[_freeCount++] = number;
    }

    /// <summary>The input has ended: the last row was ahead of all others because it is the last.</summary>
    public void End()
    {
        if (_aheadNs != long.MaxValue) _latestNs = Math.Max(_latestNs, _aheadNs);
    }

    private void Believe(long ns)
    {
        bool far = _latestNs != long.MinValue && ns - FarNs > _latestNs;
        if (!far)
        {
            // It goes on as before: the one ahead was stamped wrongly, and waits for its time.
            _aheadNs = long.MaxValue;
            _latestNs = Math.Max(_latestNs, ns);
        }
        else if (_aheadNs == long.MaxValue)
        {
            _aheadNs = ns;
        }
        else if (Math.Abs(ns - _aheadNs) <= FarNs || ns > _aheadNs)
        {
            // Two in a row: the night is over.
            _latestNs = Math.Min(ns, _aheadNs);
            _aheadNs = long.MaxValue;
            if (ns - FarNs <= _latestNs) _latestNs = Math.Max(_latestNs, ns);
            else _aheadNs = ns;
        }
        else
        {
            _aheadNs = ns;
        }
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
        public OtRecord Record;
        public byte[]? Row;
        public int Length;
        public long Offset;
    }
}
