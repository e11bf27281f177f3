using System.Text;
using System.Text.Unicode;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry;

/// <summary>
/// Reads telemetry line by line, and hands its rows on in the order of their times. A bad line gives one event and costs
/// nothing else: the next is read as if it had not been there.
/// </summary>
/// <typeparam name="TSink">Where rows go.</typeparam>
internal abstract class TelemetryReader<TSink> : CaptureFileReader<TSink> where TSink : struct, IPacketSink
{
    private readonly Limits _limits;
    private readonly RowOrder _order;
    private readonly RowClocks _clocks = new();
    private readonly Dictionary<int, int> _places = [];

    // The cranes met last, each by its symbol: mostly they send by turns.
    private readonly (int Symbol, int Place)[] _recent = new (int, int)[64];
    private RowTimes[] _cranes = new RowTimes[16];
    private int _craneCount;
    private long _line;
    private long _lineOffset;
    private int _lineLength;
    private int _scanned;
    private long _skipped;

    protected TelemetryReader(TSink sink, Limits limits, TelemetryCounters counters) : base(sink)
    {
        (_limits, Counters) = (limits, counters);
        _order = new(limits);
        _recent.AsSpan().Fill((-1, 0));
    }

    /// <summary>Where lines and rows are counted.</summary>
    protected TelemetryCounters Counters { get; }

    /// <summary>What is known of the line that is being read.</summary>
    protected LineIndex Index { get; } = new();

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> bytes, long offset)
    {
        int at = 0;
        while (true)
        {
            var rest = bytes[at..];
            int end = FindEnd(rest);
            if (end < 0) break;
            _scanned = 0;
            TakeLine(rest, end, offset + at);
            at += end + 1;
            if (Stopped) return at;
        }

        int left = bytes.Length - at;
        if (_skipped > 0 || left > _limits.LineBytes)
        {
            // Of what has no end only the length is kept.
            if (_skipped == 0) _lineOffset = offset + at;
            _skipped += left;
            (at, left) = (bytes.Length, 0);
        }

        _scanned = left;
        Needed = left + 1;
        return at;
    }

    /// <inheritdoc/>
    public override void End(ReadOnlySpan<byte> tail, long offset)
    {
        Index.Forget();
        if (_skipped > 0 || !tail.IsEmpty) TakeLine(tail, tail.Length, offset);
        while (_order.Count > 0) HandOn();
    }

    /// <summary>Reads one line, without its end.</summary>
    /// <param name="text">The line, and bytes behind it that may be touched but say nothing.</param>
    /// <param name="length">Length of the line.</param>
    /// <returns>What is wrong with it.</returns>
    protected abstract Violation ReadLine(ReadOnlySpan<byte> text, int length);

    /// <summary>Takes one row of the line that is being read.</summary>
    /// <param name="crane">Symbol of the crane's name, 0 for none.</param>
    /// <param name="timestampNs">Its time.</param>
    /// <param name="receivedNs">When somebody received it; the least value where that is not said.</param>
    /// <param name="values">Its values.</param>
    protected Violation TakeRow(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values)
    {
        ref var recent = ref _recent[crane & (_recent.Length - 1)];
        int place = recent.Symbol == crane ? recent.Place : PlaceOf(crane);
        if (place < 0) return Violation.TooManyCranes;
        ref var times = ref _cranes[place];
        if (receivedNs != long.MinValue) times.Crane.AddReceived(timestampNs, receivedNs);
        long before = times.HandedNs;
        var time = times.Judge(timestampNs);

        // A row that is stamped far away tells nothing of its clock: the next one decides.
        if (time != RowTime.Suspect
            && _clocks.Take(place, timestampNs, receivedNs, times.Crane.UsualIntervalNs, _line, out var off))
            TellClock(off, crane);
        switch (time)
        {
            case RowTime.SetBack:
                TellClock(new(times.SetBackNs, 0, before), crane);
                break;
            case RowTime.Late:
                times.Crane.Late++;
                Tell(Violation.LateRow, timestampNs, crane, _lineLength);
                return Violation.None;
            case RowTime.Suspect:
                times.Crane.Suspect++;
                Tell(Violation.ClockSuspect, _order.LatestNs, crane, _lineLength);
                return Violation.None;
        }

        switch (_order.Add(timestampNs, crane, _line, values, _lineOffset, place))
        {
            case RowPlace.Duplicate: times.Crane.Duplicates++; break;
            case RowPlace.Repeated: times.Crane.Repeated++; break;
            case RowPlace.Before: times.Crane.Backwards++; break;
        }

        while (_order.IsDue) HandOn();
        return Violation.None;
    }

    /// <summary>
    /// Where the values of the next row may be written: what is then handed to <see cref="TakeRow"/> is not copied. Valid
    /// until it is called.
    /// </summary>
    protected Span<SignalValue> Room(int count) => _order.Room(count);

    // What was looked at when less of the line was there is not looked at again before its end is there.
    private int FindEnd(ReadOnlySpan<byte> rest)
    {
        int from = Math.Min(_scanned, rest.Length);
        if (from == 0) return Index.Find(rest);
        int end = rest[from..].IndexOf((byte)'\n');
        return end < 0 ? -1 : Index.Find(rest);
    }

    private void TakeLine(ReadOnlySpan<byte> text, int length, long offset)
    {
        _line++;
        if (_skipped > 0)
        {
            Counters.Lines++;
            Refuse(Violation.OversizedRecord, _skipped + length);
            _skipped = 0;
            return;
        }

        (_lineOffset, _lineLength) = (offset, length);
        if (offset == 0 && text[..length].StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            text = text[3..];
            length -= 3;
            Index.Forget();
        }

        if (length > 0 && text[length - 1] == '\r') length--;
        if (length == 0) return;
        Counters.Lines++;
        var line = text[..length];
        var wrong = _lineLength > _limits.LineBytes ? Violation.OversizedRecord
            : !Index.IsAscii && !Ascii.IsValid(line) && !Utf8.IsValid(line) ? Violation.InvalidEncoding
            : ReadLine(text, length);
        if (wrong == Violation.None) Packets++;
        else Refuse(wrong, _lineLength);
    }

    private void Refuse(Violation violation, long length)
    {
        Counters.BadLines++;
        Remember(CaptureEnd.Damaged, _lineOffset, 0, $"a line is bad ({violation.Name()})");
        Tell(violation, _order.LatestNs, SymbolTable.None, length);
    }

    // In its turn among the rows: what is told has a time, and follows what came before it.
    private void Tell(Violation violation, long timestampNs, int crane, long bytes)
    {
        var told = new OtRecord
        {
            TimestampNs = timestampNs,
            Frame = _line,
            Flow = -1,
            Protocol = OtProtocol.Telemetry,
            Kind = RecordKind.Violation,
            Violation = violation,
            Crane = crane,
            Transaction = (uint)Math.Min(bytes, uint.MaxValue),
        };
        _order.AddEvent(told, _lineOffset);
        while (_order.IsDue) HandOn();
    }

    private void TellClock(in ClockOff off, int crane)
    {
        var told = new OtRecord
        {
            TimestampNs = off.AtNs,
            Frame = _line,
            Flow = -1,
            Protocol = OtProtocol.Telemetry,
            Kind = RecordKind.Violation,
            Violation = Violation.ClockOff,
            Crane = crane,
            Transaction = unchecked((uint)(int)Math.Clamp(off.ShiftNs / 1_000_000, int.MinValue, int.MaxValue)),
            Unit = (ushort)off.Clocks,
        };
        _order.AddEvent(told, _lineOffset);
        while (_order.IsDue) HandOn();
    }

    private void HandOn()
    {
        ref readonly var row = ref _order.First(out var values, out long offset, out int place);
        if (row.Kind == RecordKind.Violation)
        {
            Sink.OnRow(row, default, offset);
            _order.Remove();
            return;
        }

        ref var times = ref _cranes[place];
        if (row.TimestampNs > times.HandedNs) times.HandedNs = row.TimestampNs;
        times.Crane.Add(row.TimestampNs, values.Length);
        Sink.OnRow(row, values, offset);
        _order.Remove();
    }

    private int PlaceOf(int symbol)
    {
        if (!_places.TryGetValue(symbol, out int place))
        {
            if (Counters.Get(symbol, _limits.Cranes) is not { } crane) return -1;
            place = _craneCount++;
            if (place == _cranes.Length) Array.Resize(ref _cranes, 2 * place);
            _cranes[place] = RowTimes.Of(crane);
            _places.Add(symbol, place);
        }

        _recent[symbol & (_recent.Length - 1)] = (symbol, place);
        return place;
    }
}
