using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>Takes the records that are made of one log's rows.</summary>
internal sealed class LogOutput(LogOrder order, LogCounters counters)
{
    private const int MostUntimed = 1_024;

    // What is wrong before the first row that has a time: it is told with that row's.
    private readonly List<(Violation Violation, long Bytes, long Line, long Offset)> _untimed = [];

    /// <summary>Number of the line that is being read.</summary>
    public long Line { get; set; }

    /// <summary>Where it begins.</summary>
    public long Offset { get; set; }

    /// <summary>Where the rows of its log are counted.</summary>
    public LogCount? Count { get; set; }

    /// <summary>Takes a PDU, a session or an event, which says what facts say.</summary>
    public void WriteFacts(OtRecord record, in LogEnvelope envelope, ReadOnlySpan<byte> facts)
    {
        record.PayloadLength = (ushort)facts.Length;
        Write(record, envelope, default, facts);
    }

    /// <summary>Takes a record with a body of a fixed shape.</summary>
    public void Write<T>(OtRecord record, in LogEnvelope envelope, in T head, ReadOnlySpan<byte> payload) where T : unmanaged
    {
        record.HeadLength = (ushort)Unsafe.SizeOf<T>();
        record.PayloadLength = (ushort)payload.Length;
        Write(record, envelope, RecordBody.HeadOf(in head), payload);
    }

    /// <summary>Takes what is wrong with a line, at the time that the log has come to.</summary>
    public void Refuse(Violation violation, long bytes)
    {
        if (order.LatestNs == long.MinValue && _untimed.Count < MostUntimed) _untimed.Add((violation, bytes, Line, Offset));
        else Refuse(violation, bytes, Math.Max(order.LatestNs, 0));
    }

    /// <summary>The log has ended.</summary>
    public void End() => TellUntimed(0);

    private void Refuse(Violation violation, long bytes, long timestampNs)
    {
        var gap = new GapBody { Bytes = bytes, Offset = Offset, Count = 1 };
        Write(new() { TimestampNs = timestampNs, Kind = RecordKind.Violation, Violation = violation }, new() { Flow = FlowIdentity.None }, gap, default);
    }

    private void TellUntimed(long timestampNs)
    {
        if (_untimed.Count == 0) return;
        var (line, offset) = (Line, Offset);
        foreach (var told in _untimed)
        {
            (Line, Offset) = (told.Line, told.Offset);
            Refuse(told.Violation, told.Bytes, timestampNs);
        }

        _untimed.Clear();
        (Line, Offset) = (line, offset);
    }

    private void Write(in OtRecord made, in LogEnvelope envelope, ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload)
    {
        var record = made;
        (record.Frame, record.Flow) = (Line, -1);
        bool isRow = record.Kind != RecordKind.Violation;
        if (isRow) TellUntimed(record.TimestampNs);
        if (order.Add(record, envelope, head, payload, Offset) && isRow) counters.Late++;
        if (isRow && Count is not null) Count.Records++;
    }
}
