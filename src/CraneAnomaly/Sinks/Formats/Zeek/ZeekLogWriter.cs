using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// Writes records as Zeek's conn.log and modbus.log, and as the logs that ICSNPP-Modbus adds to them. Not safe for use
/// from two threads.
/// </summary>
public sealed class ZeekLogWriter : IRecordSink, IDisposable
{
    private const string Connection = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p";
    private const string ConnectionTypes = "time\tstring\taddr\tport\taddr\tport";

    private readonly ZeekLog _conn;
    private readonly ZeekLog _modbus;
    private readonly ZeekModbusDetail _detail;

    /// <summary>Makes a writer.</summary>
    /// <param name="folder">Where the logs go; made when it is missing.</param>
    /// <param name="limits">The caps.</param>
    public ZeekLogWriter(string folder, Limits limits)
    {
        Directory.CreateDirectory(folder);
        _conn = new ZeekLog(
            folder,
            "conn",
            Connection + "\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp" +
            "\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents",
            ConnectionTypes + "\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool" +
            "\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]");
        _modbus = new ZeekLog(
            folder,
            "modbus",
            Connection + "\tfunc\texception",
            ConnectionTypes + "\tstring\tstring");
        _detail = new ZeekModbusDetail(folder, limits.PendingLogRows);
    }

    /// <summary>Requests given a row of their own, unmatched, because too many were waiting for a response.</summary>
    public long RequestsEvicted => _detail.RequestsEvicted;

    /// <inheritdoc/>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Kind == RecordKind.Flow)
        {
            _detail.EndFlow(record.Flow, record.TimestampNs);
            if (body.Is<FlowSummary>()) WriteConnection(in record, body);
        }
        else if (record.Kind.IsPdu() && record.Protocol == OtProtocol.Modbus)
        {
            WriteModbus(in record, body);
            _detail.OnPdu(in record, body);
        }
    }

    /// <summary>Writes the requests that were never answered, and ends the files.</summary>
    public void Dispose()
    {
        _detail.Dispose();
        _modbus.Dispose();
        _conn.Dispose();
    }

    // Zeek, base/protocols/modbus, as ICSNPP-Modbus has it: a row for each answer, exceptions under their own name.
    // The transaction and the unit stand in modbus_detailed.log.
    private void WriteModbus(in OtRecord record, RecordBody body)
    {
        if (!record.FromResponder) return;
        bool exception = ZeekModbusNames.IsException(in record, body);
        var row = _modbus.Begin(record.TimestampNs, ZeekRow.FixedBytes);
        row.Seconds(record.TimestampNs);
        row.Connection(record.Flow, in body.Flow);
        row.Function(record.FunctionCode & 0x7F, exception || record.FunctionCode >= 0x80);
        if (exception) row.Exception(body.Is<RegisterAccess>() ? body.Registers.ExceptionCode : (byte)0);
        else row.Unset();
        _modbus.End(ref row);
    }

    // Zeek, base/protocols/conn.
    private void WriteConnection(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        ref readonly var summary = ref body.Summary;
        var row = _conn.Begin(record.TimestampNs, ZeekRow.FixedBytes);
        row.Seconds(summary.FirstNs);
        row.Connection(record.Flow, in flow);
        row.Plain(TransportNames.ZeekName(flow.IpProtocol));
        if (summary.Service is OtProtocol.Unknown or OtProtocol.Flow) row.Unset();
        else row.Name(summary.Service.Name());

        // Zeek leaves duration and bytes of a connection of one moment unset.
        if (summary.LastNs > summary.FirstNs)
        {
            row.Seconds(summary.LastNs - summary.FirstNs);
            row.Count(summary.OriginatorBytes);
            row.Count(summary.ResponderBytes);
        }
        else
        {
            row.Unset(3);
        }

        row.Plain(FlowStateNames.Name(summary.State));
        row.Bool(ZeekLocalNetworks.Contains(flow.Originator));
        row.Bool(ZeekLocalNetworks.Contains(flow.Responder));
        row.Count(summary.MissedBytes);
        var history = FlowStateNames.History(in summary);
        if (history.IsEmpty) row.Unset();
        else row.String(history);
        row.Count(summary.OriginatorPackets);
        row.Count(summary.OriginatorIpBytes);
        row.Count(summary.ResponderPackets);
        row.Count(summary.ResponderIpBytes);
        row.Unset(); // Tunnels are told in the records, not joined here.
        _conn.End(ref row);
    }
}
