using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// The logs of ICSNPP-Modbus: one row a transaction in modbus_detailed.log, and a row a PDU for mask writes, combined
/// reads and writes, and device identification, joined by a link identifier. Unlike ICSNPP, requests are held by flow,
/// and each is told once.
/// </summary>
internal sealed class ZeekModbusDetail : IDisposable
{
    private readonly ZeekLog _detailed;
    private readonly ZeekModbusExtras _extras;
    private readonly PendingRequests _pending;
    private ulong _links;

    /// <summary>Makes the logs of a folder.</summary>
    public ZeekModbusDetail(string folder, int capacity)
    {
        _detailed = new ZeekLog(
            folder,
            "modbus_detailed",
            "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\taddress\tquantity" +
            "\trequest_values\tresponse_values\tmodbus_detailed_link_id\tmatched\trequest_subfunction_code" +
            "\tresponse_subfunction_code\trequest_data\tresponse_data\texception_code\tmei_type",
            "time\tstring\taddr\tport\taddr\tport\tcount\tcount\tstring\tcount\tcount" +
            "\tvector[count]\tvector[count]\tstring\tbool\tstring\tstring\tstring\tstring\tstring\tstring");
        _extras = new ZeekModbusExtras(folder);
        _pending = new PendingRequests(capacity);
    }

    /// <summary>Requests told as unmatched because too many were waiting.</summary>
    public long RequestsEvicted { get; private set; }

    /// <summary>Takes one PDU.</summary>
    public void OnPdu(in OtRecord record, RecordBody body)
    {
        byte function = (byte)(record.FunctionCode & 0x7F);
        // A request with the exception bit is not one of the function without it.
        bool joined = record.FunctionCode < 0x80 && ZeekModbusNames.IsJoined(function);
        switch (record.Kind)
        {
            case RecordKind.Request when joined:
                Hold(in record, body, function);
                break;
            case RecordKind.Response when joined:
                Answer(in record, body, function);
                break;
            case RecordKind.Exception:
                Answer(in record, body, function);
                break;
            default:
                // Functions that ICSNPP does not take apart: a row a PDU, said neither matched nor unmatched.
                WriteBare(in record, body);
                break;
        }
    }

    /// <summary>Tells the requests of a flow that were not answered.</summary>
    public void EndFlow(int flow, long eventNs)
    {
        for (int entry; (entry = _pending.OldestOf(flow)) != PendingRequests.None;) GiveUp(entry, eventNs);
    }

    /// <summary>Tells what is still held, and ends the files.</summary>
    public void Dispose()
    {
        for (int entry; (entry = _pending.Oldest) != PendingRequests.None;)
        {
            GiveUp(entry, _pending[entry].Record.TimestampNs);
        }

        _detailed.Dispose();
        _extras.Dispose();
    }

    private void Hold(in OtRecord record, RecordBody body, byte function)
    {
        var key = new PendingRequests.Key(record.Flow, record.Frame, record.Transaction, record.Unit, function);
        int same = _pending.Find(in key);
        if (same != PendingRequests.None) GiveUp(same, record.TimestampNs);
        if (_pending.IsFull)
        {
            RequestsEvicted++;
            GiveUp(_pending.Oldest, record.TimestampNs);
        }

        ulong link = function is ModbusFunction.MaskWriteRegister or ModbusFunction.ReadWriteMultipleRegisters
            or ModbusFunction.EncapsulatedInterface
            ? ++_links
            : 0;
        var access = body.Is<RegisterAccess>() ? body.Registers : RegisterAccess.Empty;
        _extras.Write(in body.Flow, new PduSide(in record, in access, body.Payload), default, function, link);
        _pending.Add(in key, in record, in access, body, link);
    }

    private void Answer(in OtRecord record, RecordBody body, byte function)
    {
        var access = body.Is<RegisterAccess>() ? body.Registers : RegisterAccess.Empty;
        var answer = new PduSide(in record, in access, body.Payload);
        int entry = PendingRequests.None;
        if ((record.Flags & RecordFlags.Matched) != 0)
        {
            entry = _pending.Find(new PendingRequests.Key(
                record.Flow, access.RequestFrame, record.Transaction, record.Unit, function));
        }

        if (entry != PendingRequests.None)
        {
            ref readonly var request = ref _pending[entry];
            var asked = new PduSide(in request.Record, in request.Access, _pending.Payload(entry));
            if (record.Kind == RecordKind.Response) _extras.Write(in body.Flow, asked, answer, function, request.Link);
            WriteJoined(in request.Identity, function, asked, answer, request.Link, record.TimestampNs);
            _pending.Remove(entry);
        }
        else if (record.Kind == RecordKind.Exception)
        {
            WriteBare(in record, body);
        }
        else
        {
            ulong link = function == ModbusFunction.EncapsulatedInterface ? ++_links : 0;
            _extras.Write(in body.Flow, default, answer, function, link);
            WriteJoined(in body.Flow, function, default, answer, link, record.TimestampNs);
        }
    }

    private void GiveUp(int entry, long eventNs)
    {
        ref readonly var request = ref _pending[entry];
        var asked = new PduSide(in request.Record, in request.Access, _pending.Payload(entry));
        WriteJoined(in request.Identity, request.Key.Function, asked, default, request.Link, eventNs);
        _pending.Remove(entry);
    }

    private void WriteJoined(
        in FlowIdentity identity, byte function, PduSide asked, PduSide told, ulong link, long eventNs)
    {
        var row = _detailed.Begin(eventNs, ZeekDetailedRow.Bound(asked, told));
        ZeekDetailedRow.Write(ref row, in identity, function, asked, told, link);
        _detailed.End(ref row);
    }

    private void WriteBare(in OtRecord record, RecordBody body)
    {
        bool exception = ZeekModbusNames.IsException(in record, body);
        var row = _detailed.Begin(record.TimestampNs, ZeekRow.FixedBytes);
        row.Seconds(record.TimestampNs);
        row.Connection(record.Flow, in body.Flow);
        row.Count(record.Transaction);
        row.Count(record.Unit);
        row.Function(record.FunctionCode & 0x7F, exception || record.FunctionCode >= 0x80);
        row.Unset(10);
        if (exception) row.Exception(body.Is<RegisterAccess>() ? body.Registers.ExceptionCode : (byte)0);
        else row.Unset();
        row.Unset();
        _detailed.End(ref row);
    }
}
