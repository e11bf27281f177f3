using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// What one read of an input brought, copied: packets or rows of telemetry, and file events in their order. Its memory is bounded by what
/// one read brings, and kept for the next.
/// </summary>
internal sealed class PacketBatch(InputCut cut)
{
    private byte[] _bytes = new byte[64 * 1024];
    private Item[] _items = new Item[256];
    private OtRecord[] _rows = [];
    private SignalValue[] _values = [];
    private int _used;
    private int _rowsUsed;
    private int _valuesUsed;
    private int _count;
    private int _next;

    public bool IsEmpty => _next == _count;

    /// <summary>Event time of the next packet; that of the packet before for a file event.</summary>
    public long NextNs => _items[_next].Packet.TimestampNs;

    public void Add(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        if (!cut.Holds(packet)) return;
        ref var item = ref NewItem();
        item = new() { Packet = packet, At = _used, Length = data.Length };
        Keep(data);
    }

    public void Add(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
    {
        if (!cut.Holds(row)) return;
        if (_values.Length - _valuesUsed < values.Length)
            Array.Resize(ref _values, Math.Max(_values.Length * 2, _valuesUsed + values.Length));
        values.CopyTo(_values.AsSpan(_valuesUsed));
        if (_rows.Length == _rowsUsed) Array.Resize(ref _rows, Math.Max(2 * _rowsUsed, 256));
        _rows[_rowsUsed] = row;
        NewItem() = new()
        {
            Packet = new() { TimestampNs = row.TimestampNs },
            Row = _rowsUsed++,
            IsRow = true,
            At = _valuesUsed,
            Length = values.Length,
            Offset = offset,
        };
        _valuesUsed += values.Length;
    }

    public void Add(in OtRecord record, ReadOnlySpan<byte> row, long offset)
    {
        if (!cut.Holds(record)) return;
        if (_rows.Length == _rowsUsed) Array.Resize(ref _rows, Math.Max(2 * _rowsUsed, 256));
        _rows[_rowsUsed] = record;
        NewItem() = new()
        {
            Packet = new() { TimestampNs = record.TimestampNs },
            Row = _rowsUsed++,
            IsLog = true,
            At = _used,
            Length = row.Length,
            Offset = offset,
        };
        Keep(row);
    }

    public void Add(Violation violation, long frame, long offset, long amount)
    {
        long ns = _count > 0 ? _items[_count - 1].Packet.TimestampNs : long.MinValue;
        NewItem() = new()
        {
            Packet = new() { Frame = frame, TimestampNs = ns },
            Violation = violation,
            Offset = offset,
            Amount = amount,
        };
    }

    /// <summary>Hands the next item on.</summary>
    public void Next<TSink>(ref TSink sink) where TSink : struct, IPacketSink
    {
        ref var item = ref _items[_next++];
        if (item.IsLog) sink.OnLog(_rows[item.Row], _bytes.AsSpan(item.At, item.Length), item.Offset);
        else if (item.IsRow) sink.OnRow(_rows[item.Row], _values.AsSpan(item.At, item.Length), item.Offset);
        else if (item.Violation == Violation.None) sink.OnPacket(item.Packet, _bytes.AsSpan(item.At, item.Length));
        else sink.OnFileEvent(item.Violation, item.Packet.Frame, item.Offset, item.Amount);
        if (_next == _count) _next = _count = _used = _rowsUsed = _valuesUsed = 0;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (_bytes.Length - _used < data.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + data.Length));
        data.CopyTo(_bytes.AsSpan(_used));
        _used += data.Length;
    }

    private ref Item NewItem()
    {
        if (_count == _items.Length) Array.Resize(ref _items, 2 * _count);
        return ref _items[_count++];
    }

    private struct Item
    {
        public CapturedPacket Packet;
        public int At, Length, Row;
        public bool IsRow, IsLog;
        public Violation Violation;
        public long Offset, Amount;
    }

    /// <summary>Fills a batch from a reader.</summary>
    internal readonly struct Sink(PacketBatch batch) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => batch.Add(packet, data);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            batch.Add(violation, frame, offset, amount);

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset) =>
            batch.Add(row, values, offset);

        public void OnLog(in OtRecord record, ReadOnlySpan<byte> row, long offset) => batch.Add(record, row, offset);
    }
}
