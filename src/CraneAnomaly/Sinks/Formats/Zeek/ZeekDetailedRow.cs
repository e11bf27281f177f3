using CraneAnomaly.Records;
using static CraneAnomaly.Sinks.Formats.Zeek.ModbusFunction;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// A row of modbus_detailed.log for a transaction. Which columns a function fills, and which it leaves unset though
/// they would be known, is as in ICSNPP-Modbus.
/// </summary>
internal static class ZeekDetailedRow
{
    // "1," for each coil makes sixteen of a byte; "[file_len=1, ref_type=6, record_data=] | " forty-four of two.
    private const int BytesPerPayloadByte = 24;

    /// <summary>Most bytes that the row can take.</summary>
    public static int Bound(PduSide asked, PduSide told) =>
        ZeekRow.FixedBytes + (asked.Payload.Length + told.Payload.Length) * BytesPerPayloadByte;

    /// <summary>Writes the columns; one of the two sides may be missing.</summary>
    public static void Write(
        ref ZeekRow row, in FlowIdentity identity, int function, PduSide asked, PduSide told, ulong link)
    {
        bool matched = asked.IsPresent && told.IsPresent;
        byte exception = 0;
        bool failed = told.IsPresent && told.Record.Kind == RecordKind.Exception;
        if (failed)
        {
            exception = told.Access.ExceptionCode;
            told = default;
        }

        ref readonly var first = ref asked.IsPresent ? ref asked.Record : ref told.Record;
        row.Seconds(first.TimestampNs);
        row.Connection(first.Flow, in identity);
        row.Count(first.Transaction);
        row.Count(first.Unit);
        row.Function(function, exception: false);
        row.OptionalCount(Address(function, asked, told));
        row.OptionalCount(Quantity(function, asked, told));
        WriteRequestValues(ref row, function, asked);
        int padding = WriteResponseValues(ref row, function, asked, told);
        if (link == 0 && function is MaskWriteRegister or ReadWriteMultipleRegisters) row.String(default);
        else row.Link(link);
        row.Bool(matched);
        row.Diagnostic(Subfunction(Diagnostics, function, asked));
        row.Diagnostic(Subfunction(Diagnostics, function, told));
        WriteData(ref row, function, asked);
        if (padding >= 0) row.Bits(told.Payload, padding, told.Payload.Length * 8 - padding);
        else if (IsFile(function) && told.IsPresent) row.FileRecords(Layout(told), told.Payload);
        else WriteData(ref row, function, told);
        if (failed) row.Exception(exception);
        else row.Unset();
        int askedKind = Subfunction(EncapsulatedInterface, function, asked);
        int toldKind = Subfunction(EncapsulatedInterface, function, told);
        if (askedKind >= 0 || toldKind >= 0) row.Interface(askedKind, toldKind);
        else row.Unset();
    }

    private static int Address(int function, PduSide asked, PduSide told) => function switch
    {
        Diagnostics or ReadFileRecord or WriteFileRecord or ReadWriteMultipleRegisters or EncapsulatedInterface => -1,
        _ when asked.IsPresent => asked.Access.Address,
        _ => told.Access.Address,
    };

    private static int Quantity(int function, PduSide asked, PduSide told)
    {
        switch (function)
        {
            case Diagnostics or MaskWriteRegister or ReadWriteMultipleRegisters or EncapsulatedInterface:
                return -1;
            case WriteSingleCoil or WriteSingleRegister:
                return 1;
            case ReadFifoQueue:
                return !told.IsPresent ? -1 : told.HasValues ? told.Registers.Length / 2 : 0;
            case ReadFileRecord or WriteFileRecord:
                return asked.IsPresent
                    ? FileRecords.Count(Layout(asked), asked.Payload)
                    : -1;
        }

        if (asked.IsPresent) return asked.Access.Quantity;
        return told.Access.Values switch
        {
            ValueKind.Bits => told.Payload.Length * 8,
            ValueKind.Registers => told.Registers.Length / 2,
            _ => told.Access.Quantity,
        };
    }

    private static void WriteRequestValues(ref ZeekRow row, int function, PduSide asked)
    {
        if (!asked.HasValues) row.Unset();
        else if (function == WriteSingleCoil) WriteSingleBit(ref row, asked);
        else if (function is WriteSingleRegister or WriteMultipleRegisters) row.Registers(asked.Registers);
        else if (function == WriteMultipleCoils) row.Bits(asked.Payload, 0, BitCount(asked.Access.Quantity, asked));
        else row.Unset();
    }

    // Where the padding of the last byte begins, -1 for none.
    private static int WriteResponseValues(ref ZeekRow row, int function, PduSide asked, PduSide told)
    {
        if (!told.HasValues)
        {
            row.Unset();
        }
        else if (function is ReadCoils or ReadDiscreteInputs)
        {
            int bits = told.Payload.Length * 8;
            int count = asked.IsPresent ? BitCount(asked.Access.Quantity, told) : bits;
            row.Bits(told.Payload, 0, count);
            return count < bits ? count : -1;
        }
        else if (function == WriteSingleCoil)
        {
            WriteSingleBit(ref row, told);
        }
        else if (function is ReadHoldingRegisters or ReadInputRegisters or WriteSingleRegister
                 || (function == ReadFifoQueue && !told.Registers.IsEmpty))
        {
            row.Registers(told.Registers);
        }
        else
        {
            row.Unset();
        }

        return -1;
    }

    // Only diagnostics have data of their own.
    private static void WriteData(ref ZeekRow row, int function, PduSide side)
    {
        if (function == Diagnostics && side.IsPresent && side.Access.Values != ValueKind.None) row.String(side.Payload);
        else row.Unset();
    }

    private static void WriteSingleBit(ref ZeekRow row, PduSide side) =>
        row.Bits(side.Payload, 0, Math.Min(side.Payload.Length, 1));

    private static int BitCount(int quantity, PduSide side) => Math.Clamp(quantity, 0, side.Payload.Length * 8);

    private static int Subfunction(int of, int function, PduSide side) =>
        function == of && side.IsPresent ? side.Access.Subfunction : -1;

    private static FileRecordLayout Layout(PduSide side) => FileRecords.LayoutOf(in side.Record);

    private static bool IsFile(int function) => function is ReadFileRecord or WriteFileRecord;
}
