using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// Gives records of logs the numbers of their flows, which logs share by the sensor's own names for them, and says once of
/// each flow that a conversation was opened, as packets would have shown. At the cap the flow that was met first is forgotten.
/// </summary>
internal sealed class LogFlows(Limits limits, LogSeen seen, LogCounters counters, Func<int> number)
{
    private readonly Dictionary<(ulong, ulong), Entry> _flows = [];
    private readonly Queue<(ulong, ulong)> _order = new();

    /// <summary>Takes a record of a log, and hands it on.</summary>
    /// <param name="made">The record as its reader made it.</param>
    /// <param name="row">A <see cref="LogEnvelope"/>, the head and the payload.</param>
    /// <param name="input">Ordinal of the input.</param>
    /// <param name="sink">Where records go.</param>
    /// <returns>Whether it was handed on.</returns>
    public bool OnLog<TSink>(in OtRecord made, ReadOnlySpan<byte> row, ushort input, ref TSink sink) where TSink : struct, IRecordSink
    {
        var envelope = MemoryMarshal.Read<LogEnvelope>(row);
        if (seen.TellsMore(envelope.Log))
        {
            counters.ToldTwice++;
            return false;
        }

        row = row[Unsafe.SizeOf<LogEnvelope>()..];
        var head = row[..made.HeadLength];
        var record = made;

        // Logs have lines, not frames.
        (record.Frame, record.Input) = (0, input);
        if (envelope is { UidHigh: 0, UidLow: 0 })
        {
            sink.OnRecord(record, new(in envelope.Flow, head, row[made.HeadLength..]));
            return true;
        }

        ref var flow = ref Find((envelope.UidHigh, envelope.UidLow));
        record.Flow = flow.Number;
        if ((envelope.Marks & LogMarks.Undirected) != 0) Direct(ref flow, ref record);
        if (!flow.IsTold && (envelope.Marks & LogMarks.Converses) != 0)
        {
            flow.IsTold = true;
            var opened = new OtRecord
            {
                TimestampNs = envelope.BeganNs,
                Flow = record.Flow,
                Input = input,
                Protocol = envelope.Service,
                Kind = RecordKind.Conversation,
                Flags = record.Flags & RecordFlags.Midstream,
            };
            sink.OnRecord(opened, new(in envelope.Flow, default, default));
        }

        if (record.Kind == RecordKind.Flow)
        {
            var summary = MemoryMarshal.Read<FlowSummary>(head);
            summary.Pdus = flow.Pdus;
            sink.OnRecord(record, new(in envelope.Flow, RecordBody.HeadOf(in summary), default));
            return true;
        }

        if (record.Kind.IsPdu()) flow.Pdus++;
        sink.OnRecord(record, new(in envelope.Flow, head, row[made.HeadLength..]));
        return true;
    }

    // Older logs of Zeek have a row for the request and one for the response, and no word which is which.
    private static void Direct(ref Entry flow, ref OtRecord record)
    {
        if (record.Kind == RecordKind.Exception || flow.OpenFunction == record.FunctionCode + 1)
        {
            if (record.Kind != RecordKind.Exception) record.Kind = RecordKind.Response;
            if (flow.OpenFunction == record.FunctionCode + 1) record.Flags |= RecordFlags.Matched;
            record.Flags |= RecordFlags.FromResponder;
            flow.OpenFunction = 0;
            return;
        }

        flow.OpenFunction = record.FunctionCode + 1;
    }

    private ref Entry Find((ulong, ulong) uid)
    {
        if (_flows.Count >= Math.Max(limits.Flows, 1) && !_flows.ContainsKey(uid))
        {
            _flows.Remove(_order.Dequeue());
            counters.FlowsForgotten++;
        }

        ref var flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, uid, out bool known);
        if (known) return ref flow;
        _order.Enqueue(uid);
        flow.Number = number();
        return ref flow;
    }

    internal struct Entry
    {
        public int Number;
        public int OpenFunction;
        public long Pdus;
        public bool IsTold;
    }
}
