using System.Runtime.CompilerServices;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Csv;

/// <summary>
/// Reads telemetry as one wide table (RFC 4180): a time, a crane, a column a signal. An empty cell was not sampled.
/// </summary>
/// <remarks>
/// Where semicolons or tabs part the cells, the first row with a decimal point or comma in a number says which of them
/// the file uses; the other one is no number from then on. A comma never parts thousands.
/// </remarks>
internal sealed class CsvReader<TSink>(
    TSink sink, Limits limits, TelemetryCounters counters, SignalNames names, TextSymbols texts)
    : TelemetryReader<TSink>(sink, limits, counters) where TSink : struct, IPacketSink
{
    private readonly CraneNames _cranes = new(texts, counters, limits);
    private readonly Limits _limits = limits;
    private CsvHeader? _header;
    private SignalValue[] _values = [];
    private int[] _slots = [];
    private SignalQuality[] _qualities = [];
    private byte[] _scratch = [];
    private int[] _craneOf = [];
    private SignalValue[] _row = [];
    private int _count;
    private readonly byte[] _number = new byte[256];

    // '.' or ','; 0 until a row says it. The row's own counts once all of it was read.
    private byte _mark;
    private byte _rowMark;

    /// <inheritdoc/>
    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length) =>
        _header is null ? ReadHeader(text[..length]) : ReadRow(text[..length], _header);

    private Violation ReadHeader(ReadOnlySpan<byte> line)
    {
        // It is no row.
        Packets--;
        _header = CsvHeader.TryRead(line, names, _limits, out string finding);
        if (_header is null)
        {
            Stop(CaptureEnd.Foreign, 0, 0, finding);
            return Violation.None;
        }

        Counters.ValuesIgnored += _header.Ignored;
        _values = new SignalValue[_header.Columns.Length];
        _slots = new int[_header.Columns.Length];
        _qualities = new SignalQuality[_header.Columns.Length];
        _craneOf = new int[_header.Columns.Length];
        _row = new SignalValue[_header.Columns.Length];
        _mark = _header.Delimiter is (byte)';' or (byte)'\t' ? (byte)0 : (byte)'.';
        return Violation.None;
    }

    private Violation ReadRow(ReadOnlySpan<byte> line, CsvHeader header)
    {
        var row = RowHeader.Empty;
        var columns = header.Columns;
        _count = 0;
        _rowMark = _mark;
        bool last = false;
        bool hasQualities = false;
        _slots.AsSpan().Fill(-1);
        _qualities.AsSpan().Clear();
        for (int i = 0; i < columns.Length; i++)
        {
            if (last) return Violation.WrongColumnCount;
            ref var column = ref columns[i];
            if (column.Role == ColumnRole.Value && TryNumber(ref line, header.Delimiter, column, i, out last)) continue;
            if (!CsvText.TryReadCell(ref line, header.Delimiter, out var cell, out bool doubled, out last))
                return Violation.MalformedLine;
            if (doubled) cell = Undouble(cell);
            var wrong = Violation.None;
            switch (column.Role)
            {
                case ColumnRole.Value:
                    int before = _count;
                    wrong = TakeCell(cell.Trim((byte)' '), column, i);
                    if (_count > before) _craneOf[before] = column.Binding.Crane;
                    break;
                case ColumnRole.Time:
                    if (!TimeText.TryRead(cell.Trim((byte)' '), out row.MessageNs)) wrong = Violation.InvalidTimestamp;
                    break;
                case ColumnRole.ReceivedTime:
                    if (!cell.IsEmpty && !TimeText.TryRead(cell.Trim((byte)' '), out row.ReceivedNs)) wrong = Violation.InvalidTimestamp;
                    break;
                case ColumnRole.Crane:
                    wrong = _cranes.Get(cell.Trim((byte)' '), out row.Crane);
                    break;
                case ColumnRole.Quality:
                    if (!Qualities.TryRead(cell.Trim((byte)' '), out _qualities[column.Owner])) wrong = Violation.UnreadableValue;
                    hasQualities = true;
                    break;
            }

            if (wrong != Violation.None) return wrong;
        }

        if (!last) return Violation.WrongColumnCount;
        _mark = _rowMark;
        return TakeValues(row, hasQualities);
    }

    // Most cells are plain numbers: read in place, without looking for their end first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNumber(ref ReadOnlySpan<byte> line, byte delimiter, in CsvColumn column, int index, out bool last)
    {
        last = false;
        if (column.Binding.Type != SignalType.Number || column.Owner != index) return false;
        int used = DecimalText.Read(line, out double number);
        if (used == 0) return false;
        last = used == line.Length;
        if (!last && line[used] != delimiter) return false;
        if (_rowMark != '.' && !TakesMark((byte)'.', line[..used])) return false;
        number = column.Binding.Apply(number);
        if (!double.IsFinite(number)) return false;
        line = last ? default : line[(used + 1)..];
        Put(column.Binding.Signal, SignalType.Number, number, index);
        _craneOf[_count - 1] = column.Binding.Crane;
        return true;
    }

    // Whether a number with this mark can stand in the file; it decides where nothing did before.
    private bool TakesMark(byte mark, ReadOnlySpan<byte> number)
    {
        if (!number.Contains(mark)) return true;
        if (_rowMark == 0) _rowMark = mark;
        return _rowMark == mark;
    }

    // A number with either mark; with the comma turned into a point where it is one.
    private bool TryReadNumber(ReadOnlySpan<byte> cell, out double number)
    {
        var digits = cell.Length > 1 && cell[0] == '+' ? cell[1..] : cell;
        if (_rowMark == '.') return DecimalText.TryReadWhole(digits, out number);
        int comma = digits.IndexOf((byte)',');
        if (comma < 0) return DecimalText.TryReadWhole(digits, out number) && TakesMark((byte)'.', digits);
        number = 0;
        if (digits.Contains((byte)'.') || digits.Length > _number.Length) return false;
        digits.CopyTo(_number);
        _number[comma] = (byte)'.';
        return DecimalText.TryReadWhole(_number.AsSpan(0, digits.Length), out number) && TakesMark((byte)',', digits);
    }

    private Violation TakeCell(ReadOnlySpan<byte> cell, in CsvColumn column, int index)
    {
        if (cell.IsEmpty) return Violation.None;
        ref readonly var binding = ref column.Binding;
        if (binding.Choice != 0)
        {
            if (!RowMessage.TryReadFlag(cell, out bool chosen)) return Violation.UnreadableValue;
            if (chosen && _slots[column.Owner] < 0) Put(binding.Signal, binding.Type, binding.Choice, column.Owner);
            return Violation.None;
        }

        if (binding.Type == SignalType.Flag)
        {
            if (!RowMessage.TryReadFlag(cell, out bool set)) return Violation.UnreadableValue;
            Put(binding.Signal, SignalType.Flag, set != binding.IsInverted ? 1 : 0, index);
            return Violation.None;
        }

        if (binding.Type == SignalType.Number)
        {
            if (TryReadNumber(cell, out double number))
            {
                number = binding.Apply(number);
                if (!double.IsFinite(number)) return Violation.NonFiniteValue;
                if (_slots[column.Owner] < 0) Put(binding.Signal, SignalType.Number, number, column.Owner);
                else _values[_slots[column.Owner]].Number += number;
                return Violation.None;
            }

            var wrong = RowMessage.UnreadableText(cell);
            if (binding.Signal.IsKnown || wrong == Violation.NonFiniteValue) return wrong;

            // A series of its own is what it is written as.
            if (Ascii.EqualsIgnoreCase(cell, "true"u8) || Ascii.EqualsIgnoreCase(cell, "false"u8))
            {
                Put(binding.Signal, SignalType.Flag, cell.Length == 4 ? 1 : 0, index);
                return Violation.None;
            }
        }

        int symbol = texts.Get(cell);
        if (symbol != SymbolTable.None) Put(binding.Signal, SignalType.Text, symbol, index);
        return Violation.None;
    }

    private void Put(Signal signal, SignalType type, double number, int owner)
    {
        _slots[owner] = _count;
        _values[_count++] = new() { Signal = signal, Type = type, Number = number };
    }

    private Violation TakeValues(in RowHeader row, bool hasQualities)
    {
        if (hasQualities) TakeBad();
        if (_count == 0) return Violation.None;
        if (_count > _limits.RowValues) return Violation.TooManyValues;
        if (hasQualities)
        {
            for (int i = 0; i < _slots.Length; i++)
                if (_slots[i] >= 0) _values[_slots[i]].Quality = _qualities[i];
        }

        return _header!.HasCraneColumns
            ? TakeByCrane(row)
            : TakeRow(row.Crane, row.MessageNs, row.ReceivedNs, _values.AsSpan(0, _count));
    }

    // A source that says a value is bad, and gives none, has said something of it.
    private void TakeBad()
    {
        var columns = _header!.Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            ref var column = ref columns[i];
            if (column.Role != ColumnRole.Value || column.Owner != i || column.Binding.Type == SignalType.Text) continue;
            if (_qualities[i] != SignalQuality.Bad || _slots[i] >= 0) continue;
            _craneOf[_count] = column.Binding.Crane;
            Put(column.Binding.Signal, column.Binding.Type, double.NaN, i);
        }
    }

    // One row for each crane that tags name. What is of another than the row says is left out.
    private Violation TakeByCrane(in RowHeader row)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_craneOf[i] == SymbolTable.None) _craneOf[i] = row.Crane;
            else if (row.Crane != SymbolTable.None && _craneOf[i] != row.Crane) (_craneOf[i], Counters.ValuesIgnored) = (-1, Counters.ValuesIgnored + 1);
        }

        for (int first = 0; first < _count; first++)
        {
            int crane = _craneOf[first], count = 0;
            if (crane < 0) continue;
            for (int i = first; i < _count; i++)
            {
                if (_craneOf[i] != crane) continue;
                _row[count++] = _values[i];
                _craneOf[i] = -1;
            }

            var wrong = TakeRow(crane, row.MessageNs, row.ReceivedNs, _row.AsSpan(0, count));
            if (wrong != Violation.None) return wrong;
        }

        return Violation.None;
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> cell)
    {
        if (_scratch.Length < cell.Length) _scratch = new byte[Math.Max(cell.Length, 256)];
        return _scratch.AsSpan(0, CsvText.Undouble(cell, _scratch));
    }
}
