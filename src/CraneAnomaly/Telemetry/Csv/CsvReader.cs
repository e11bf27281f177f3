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
    private int _count;

    /// <inheritdoc/>
    protected override Violation ReadLine(ReadOnlySpan<byte> line) => _header is null ? ReadHeader(line) : ReadRow(line, _header);

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
        return Violation.None;
    }

    private Violation ReadRow(ReadOnlySpan<byte> line, CsvHeader header)
    {
        var row = RowHeader.Empty;
        var columns = header.Columns;
        _count = 0;
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
                    wrong = TakeCell(cell.Trim((byte)' '), column, i);
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
        number = column.Binding.Apply(number);
        if (!double.IsFinite(number)) return false;
        line = last ? default : line[(used + 1)..];
        Put(column.Binding.Signal, SignalType.Number, number, index);
        return true;
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
            var digits = cell.Length > 1 && cell[0] == '+' ? cell[1..] : cell;
            if (DecimalText.TryReadWhole(digits, out double number))
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
        if (_count == 0) return Violation.None;
        if (_count > _limits.RowValues) return Violation.TooManyValues;
        if (hasQualities)
        {
            for (int i = 0; i < _slots.Length; i++)
                if (_slots[i] >= 0) _values[_slots[i]].Quality = _qualities[i];
        }

        return TakeRow(row.Crane, row.MessageNs, row.ReceivedNs, _values.AsSpan(0, _count));
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> cell)
    {
        if (_scratch.Length < cell.Length) _scratch = new byte[Math.Max(cell.Length, 256)];
        return _scratch.AsSpan(0, CsvText.Undouble(cell, _scratch));
    }
}
