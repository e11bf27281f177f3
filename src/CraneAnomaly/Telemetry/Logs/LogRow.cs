namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// One row of a log: the values of the fields that are known by name, as text. Entries of lists stand behind each other with
/// commas between them. Its memory is kept for the next row.
/// </summary>
internal sealed class LogRow(LogFields fields)
{
    /// <summary>Most bytes of a list: what is beyond is left out.</summary>
    private const int MostList = 4 * 1024;

    private byte[] _text = new byte[4 * 1024];
    private Cell[] _cells = new Cell[fields.Count];
    private int[] _set = new int[64];
    private int _setCount;
    private int _used;

    /// <summary>The value of a field; empty where the row does not say it.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var cell = _cells[field];
            return _text.AsSpan(cell.At, cell.Length);
        }
    }

    /// <summary>Whether the row says something of a field, be it nothing.</summary>
    public bool Has(int field) => _cells[field].IsSet;

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        if (_cells.Length < fields.Count) Array.Resize(ref _cells, fields.Count);
        foreach (int field in _set.AsSpan(0, _setCount)) _cells[field] = default;
        _setCount = _used = 0;
    }

    /// <summary>Room for text of a length at most; taken by <see cref="Take"/> or <see cref="Append"/>.</summary>
    public Span<byte> Room(int most)
    {
        if (_text.Length - _used < most) Array.Resize(ref _text, Math.Max(2 * _text.Length, _used + most));
        return _text.AsSpan(_used);
    }

    /// <summary>Takes what was written into the room as the value of a field.</summary>
    /// <returns>False when the field has one already.</returns>
    public bool Take(int field, int length)
    {
        ref var cell = ref _cells[field];
        if (cell.IsSet) return false;
        Mark(field);
        cell = new() { At = _used, Length = length, IsSet = true };
        _used += length;
        return true;
    }

    /// <summary>Takes what was written into the room as the next entry of a list.</summary>
    public void Append(int field, int length)
    {
        ref var cell = ref _cells[field];
        if (!cell.IsSet)
        {
            Take(field, length);
            return;
        }

        if (cell.Length + length + 1 > MostList) return;
        int at = cell.At + cell.Length;
        if (at != _used)
        {
            // Something else was read in between: the list moves to the end, with room for what was just read behind it.
            int moved = cell.Length;
            Room(length + moved + 1);
            _text.AsSpan(_used, length).CopyTo(_text.AsSpan(_used + moved + 1));
            _text.AsSpan(cell.At, moved).CopyTo(_text.AsSpan(_used));
            cell.At = _used;
            _text[_used + moved] = (byte)',';
        }
        else
        {
            Room(length + 1);
            _text.AsSpan(_used, length).CopyTo(_text.AsSpan(_used + 1));
            _text[_used] = (byte)',';
        }

        cell.Length += length + 1;
        _used = cell.At + cell.Length;
    }

    private void Mark(int field)
    {
        if (_setCount == _set.Length) Array.Resize(ref _set, 2 * _setCount);
        _set[_setCount++] = field;
    }

    internal struct Cell
    {
        public int At;
        public int Length;
        public bool IsSet;
    }
}
