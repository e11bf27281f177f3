using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// Reads the log of a sensor line by line: Zeek's ASCII format, whose header may come anew anywhere, and JSON of Zeek and of
/// Suricata. A bad line gives one event and costs nothing else: the next is read as if it had not been there.
/// </summary>
/// <typeparam name="TSink">Where records go.</typeparam>
internal sealed class LogReader<TSink> : CaptureFileReader<TSink> where TSink : struct, IPacketSink
{
    private readonly Limits _limits;
    private readonly LogBinder _binder;
    private readonly LogCounters _counters;
    private readonly LogSeen _seen;
    private readonly LogOrder _order;
    private readonly LogOutput _output;
    private readonly ZeekHeader _header;
    private readonly JsonLine _json;
    private readonly LogRow _row;
    private LogKind _kind;
    private LogCount? _count;
    private long _skipped;
    private int _scanned;

    public LogReader(TSink sink, Limits limits, LogBinder binder, LogCounters counters, LogSeen seen) : base(sink)
    {
        (_limits, _binder, _counters, _seen) = (limits, binder, counters, seen);
        _order = new(limits);
        _output = new(_order, counters);
        _header = new(binder.Fields);
        _json = new(binder.Fields, Math.Max(limits.Nesting, 1));
        _row = new(binder.Fields);
    }

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> bytes, long offset)
    {
        int at = 0;
        while (true)
        {
            var rest = bytes[at..];
            int from = Math.Min(_scanned, rest.Length), end = rest[from..].IndexOf((byte)'\n');
            if (end < 0) break;
            _scanned = 0;
            end += from;
            TakeLine(rest[..end], offset + at);
            at += end + 1;
        }

        int left = bytes.Length - at;
        if (_skipped > 0 || left > _limits.LineBytes)
        {
            // Of what has no end only the length is kept.
            if (_skipped == 0) _output.Offset = offset + at;
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
        if (_skipped > 0 || !tail.IsEmpty) TakeLine(tail, offset);
        _output.End();
        _order.End();
        while (_order.Count > 0) HandOn();
    }

    private void TakeLine(ReadOnlySpan<byte> line, long offset)
    {
        _output.Line++;
        if (_skipped > 0)
        {
            _counters.Lines++;
            Refuse(Violation.OversizedRecord, _skipped + line.Length);
            _skipped = 0;
            return;
        }

        _output.Offset = offset;
        int length = line.Length;
        if (offset == 0 && line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) line = line[3..];
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty) return;
        bool isComment = line[0] == '#';
        if (!isComment) _counters.Lines++;
        var wrong = length > _limits.LineBytes ? Violation.OversizedRecord
            : !Ascii.IsValid(line) && !Utf8.IsValid(line) ? Violation.InvalidEncoding
            : isComment ? ReadComment(line) : ReadRow(line);
        if (wrong != Violation.None) Refuse(wrong, length);
        else if (!isComment) Packets++;
        while (_order.IsDue) HandOn();
    }

    private Violation ReadComment(ReadOnlySpan<byte> line)
    {
        var wrong = _header.Read(line);
        if (!line.StartsWith("#fields"u8)) return wrong;
        _kind = _binder.OfPath(_header.Path);
        if (_header.Path.IsEmpty) _kind = _binder.OfColumns(_header.Columns);
        Begin("", _header.Path.IsEmpty ? _binder.NameOf(_kind) : _header.Path);
        return wrong;
    }

    private Violation ReadRow(ReadOnlySpan<byte> line)
    {
        _row.Clear();
        Violation wrong;
        if (line[0] is (byte)'{' or (byte)' ')
        {
            wrong = _json.Read(line, _row);
            if (wrong != Violation.None) return wrong;
            FindKind();
        }
        else if (_kind != LogKind.Other || _header.ColumnCount == 0)
        {
            wrong = ZeekText.ReadLine(line, _header, _row);
            if (wrong != Violation.None) return wrong;
        }

        if (_count is not null) _count.Rows++;
        if (_kind == LogKind.Other)
        {
            if (_count is not null) _count.LeftAside++;
            return Violation.None;
        }

        _output.Count = _count;
        return _binder.Bind(_kind, _row, _output);
    }

    private void FindKind()
    {
        if (_row.Has(_binder.EventType))
        {
            _kind = _binder.OfEvent(_row[_binder.EventType]);
            Begin("eve ", _row[_binder.EventType]);
            return;
        }

        var path = _row[_binder.Path];
        _kind = path.IsEmpty ? _binder.OfRow(_row) : _binder.OfPath(path);
        Begin("", path.IsEmpty ? _binder.NameOf(_kind) : path);
    }

    private void Begin(string prefix, ReadOnlySpan<byte> name)
    {
        _count = _counters.Of(prefix, name);
        _seen.Add(_kind);
    }

    private void Refuse(Violation violation, long length)
    {
        _counters.BadLines++;
        if (Ended == CaptureEnd.Complete)
            Remember(CaptureEnd.Damaged, _output.Offset, 0, string.Create(CultureInfo.InvariantCulture, $"line {_output.Line} is bad ({violation.Name()})"));
        _output.Refuse(violation, length);
    }

    private void HandOn()
    {
        ref readonly var record = ref _order.First(out var row, out long offset);
        if (_order.IsFirstSuspect) TellSuspect(record, offset);
        else Sink.OnLog(record, row, offset);
        _order.Remove();
    }

    // Rows that came before and after it say that it is much earlier.
    private void TellSuspect(in OtRecord record, long offset)
    {
        Span<byte> row = stackalloc byte[Unsafe.SizeOf<LogEnvelope>() + Unsafe.SizeOf<GapBody>()];
        MemoryMarshal.Write(row, new LogEnvelope { Flow = FlowIdentity.None });
        MemoryMarshal.Write(row[Unsafe.SizeOf<LogEnvelope>()..], new GapBody { Offset = offset, Count = 1 });
        var told = new OtRecord
        {
            TimestampNs = _order.LatestNs,
            Frame = record.Frame,
            Flow = -1,
            Kind = RecordKind.Violation,
            Violation = Violation.ClockSuspect,
            HeadLength = (ushort)Unsafe.SizeOf<GapBody>(),
        };
        Sink.OnLog(told, row, offset);
    }
}
