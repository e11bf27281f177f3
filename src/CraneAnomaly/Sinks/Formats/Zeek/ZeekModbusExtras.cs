using CraneAnomaly.Records;
using static CraneAnomaly.Sinks.Formats.Zeek.ModbusFunction;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// The logs of ICSNPP-Modbus with a row a PDU: mask writes, combined reads and writes, and device identification.
/// </summary>
internal sealed class ZeekModbusExtras(string folder) : IDisposable
{
    private const string Common = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tis_orig\tsource_h\tsource_p" +
        "\tdestination_h\tdestination_p\tmodbus_detailed_link_id\ttid\tunit\tfunc\trequest_response";

    private const string CommonTypes = "time\tstring\taddr\tport\taddr\tport\tbool\taddr\tport\taddr\tport\tstring" +
        "\tcount\tcount\tstring\tstring";

    private readonly ZeekLog _mask = new(
        folder,
        "modbus_mask_write_register",
        Common + "\taddress\tand_mask\tor_mask",
        CommonTypes + "\tcount\tcount\tcount");

    private readonly ZeekLog _readWrite = new(
        folder,
        "modbus_read_write_multiple_registers",
        Common + "\twrite_start_address\twrite_registers\tread_start_address\tread_quantity\tread_registers",
        CommonTypes + "\tcount\tvector[count]\tcount\tcount\tvector[count]");

    private readonly ZeekLog _identification = new(
        folder,
        "modbus_read_device_identification",
        Common + "\tmei_type\tconformity_level_code\tconformity_level\tdevice_id_code\tobject_id_code\tobject_id" +
        "\tobject_value",
        CommonTypes + "\tstring\tstring\tstring\tcount\tstring\tstring\tstring");

    /// <summary>
    /// Writes the response when it is there, with what its request says, and otherwise the request.
    /// </summary>
    public void Write(in FlowIdentity flow, PduSide asked, PduSide told, int function, ulong link)
    {
        var side = told.IsPresent ? told : asked;
        switch (function)
        {
            case MaskWriteRegister:
                WriteMask(in flow, side, told.IsPresent, link);
                break;
            case ReadWriteMultipleRegisters:
                WriteReadWrite(in flow, side, told.IsPresent, link);
                break;
            case EncapsulatedInterface when side.Access.Subfunction == ReadDeviceIdentification:
                if (told.IsPresent) WriteObjects(in flow, asked, told, link);
                else WriteIdentificationRead(in flow, asked, link);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mask.Dispose();
        _readWrite.Dispose();
        _identification.Dispose();
    }

    private void WriteMask(in FlowIdentity flow, PduSide side, bool isResponse, ulong link)
    {
        var row = Begin(_mask, in flow, side, MaskWriteRegister, isResponse, link);
        row.OptionalCount(side.Access.Address);
        row.OptionalCount(side.Access.AndMask);
        row.OptionalCount(side.Access.OrMask);
        _mask.End(ref row);
    }

    private void WriteReadWrite(in FlowIdentity flow, PduSide side, bool isResponse, ulong link)
    {
        var row = Begin(_readWrite, in flow, side, ReadWriteMultipleRegisters, isResponse, link);
        if (isResponse)
        {
            row.Unset(4);
            if (side.HasValues) row.Registers(side.Registers);
            else row.Unset();
        }
        else
        {
            row.OptionalCount(side.Access.WriteAddress);
            if (side.HasValues) row.Registers(side.Registers);
            else row.Unset();
            row.OptionalCount(side.Access.Address);
            row.OptionalCount(side.Access.Quantity);
            row.Unset();
        }

        _readWrite.End(ref row);
    }

    private void WriteIdentificationRead(in FlowIdentity flow, PduSide asked, ulong link)
    {
        var data = asked.Access.Values == ValueKind.Bytes ? asked.Payload : default;
        var row = Begin(_identification, in flow, asked, EncapsulatedInterface, isResponse: false, link);
        row.Plain("READ-DEVICE-IDENTIFICATION"u8);
        row.Unset(2);
        if (data.Length < 2)
        {
            row.Unset(3);
        }
        else
        {
            row.Count(data[0]);
            row.HexCount(data[1]);
            row.Plain(ZeekModbusNames.IdentificationRead(data[1]));
        }

        row.Unset();
        _identification.End(ref row);
    }

    // A row an object. The conformity level is not part of a record: it stays unset.
    private void WriteObjects(in FlowIdentity flow, PduSide asked, PduSide told, ulong link)
    {
        var objects = told.Access.Values == ValueKind.Objects ? told.Payload : default;
        while (objects.Length >= 2)
        {
            byte id = objects[0];
            var value = objects.Slice(2, Math.Min(objects[1], objects.Length - 2));
            var row = Begin(_identification, in flow, told, EncapsulatedInterface, isResponse: true, link);
            row.Plain("READ-DEVICE-IDENTIFICATION"u8);
            row.Unset(2);
            if (asked.IsPresent && asked.Access.Values == ValueKind.Bytes && !asked.Payload.IsEmpty)
            {
                row.Count(asked.Payload[0]);
            }
            else
            {
                row.Unset();
            }

            row.HexCount(id);
            row.Plain(ZeekModbusNames.IdentificationObject(id));
            row.String(value);
            _identification.End(ref row);
            objects = objects[(2 + value.Length)..];
        }
    }

    private static ZeekRow Begin(
        ZeekLog log, in FlowIdentity flow, PduSide side, int function, bool isResponse, ulong link)
    {
        ref readonly var record = ref side.Record;
        int bound = ZeekRow.FixedBytes + side.Payload.Length * ZeekText.MaxExpansion;
        var row = log.Begin(record.TimestampNs, bound);
        row.Seconds(record.TimestampNs);
        row.Connection(record.Flow, in flow);
        row.Direction(in flow, record.FromResponder);
        // ICSNPP has an empty link, not an unset one, for a response whose request it has not seen.
        if (link == 0) row.String(default);
        else row.Link(link);
        row.Count(record.Transaction);
        row.Count(record.Unit);
        row.Function(function, exception: false);
        row.Plain(isResponse ? "RESPONSE"u8 : "REQUEST"u8);
        return row;
    }
}
