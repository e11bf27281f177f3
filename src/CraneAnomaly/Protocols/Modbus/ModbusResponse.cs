using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Reads the PDU of a response (Modbus Application Protocol V1.1b3, sections 6 and 7; cited below).</summary>
internal static class ModbusResponse
{
    /// <summary>
    /// Fills <paramref name="access"/>, which comes empty, from a PDU of at least one byte: what the response itself
    /// says, without its request. What is readable of a malformed one is filled too.
    /// </summary>
    // Compiled into its caller, so that what it finds out need not go through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Violation Decode(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        byte function = pdu[0];
        if (function >= ModbusFunctions.ExceptionBit) return Exception(pdu, ref access);
        access.Table = ModbusFunctions.Table(function);
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.ReadCoils: // 6.1
            case ModbusFunction.ReadDiscreteInputs: // 6.2
                return Counted(pdu, ValueKind.Bits, 1, ref access, out values);

            case ModbusFunction.ReadHoldingRegisters: // 6.3
            case ModbusFunction.ReadInputRegisters: // 6.4
            case ModbusFunction.ReadWriteMultipleRegisters: // 6.17
                return Counted(pdu, ValueKind.Registers, 2, ref access, out values);

            case ModbusFunction.WriteSingleCoil: // 6.5
                return ModbusValues.SingleCoil(pdu, ref access, out values);

            case ModbusFunction.WriteSingleRegister: // 6.6
                return ModbusValues.SingleRegister(pdu, ref access, out values);

            case ModbusFunction.ReadExceptionStatus: // 6.7: eight outputs
                return Fixed(pdu, 2, ValueKind.Bits, 8, ref access, out values);

            case ModbusFunction.Diagnostics: // 6.8
                return ModbusValues.Diagnostics(pdu, ref access, out values);

            case ModbusFunction.GetCommEventCounter: // 6.9: status and count
                return Fixed(pdu, 5, ValueKind.Registers, 2, ref access, out values);

            case ModbusFunction.GetCommEventLog: // 6.10: status, event count, message count, events
                return Counted(pdu, ValueKind.Bytes, 6, ref access, out values);

            case ModbusFunction.WriteMultipleCoils: // 6.11
            case ModbusFunction.WriteMultipleRegisters: // 6.12
                if (pdu.Length < 5) return ModbusValues.Truncated(pdu, ref access);
                access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
                access.Quantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
                return pdu.Length == 5 ? Violation.None : Violation.TrailingBytes;

            case ModbusFunction.ReportSlaveId: // 6.13: what follows the byte count is the maker's
                return Counted(pdu, ValueKind.Bytes, 1, ref access, out values);

            case ModbusFunction.ReadFileRecord: // 6.14
                return ModbusFiles.ReadResponse(pdu, ref access, out values);

            case ModbusFunction.WriteFileRecord: // 6.15
                return ModbusFiles.Write(pdu, ref access, out values);

            case ModbusFunction.MaskWriteRegister: // 6.16
                return ModbusValues.MaskWrite(pdu, ref access);

            case ModbusFunction.ReadFifoQueue: // 6.18
                return Fifo(pdu, ref access, out values);

            case ModbusFunction.EncapInterfaceTransport: // 6.19
                return Encapsulated(pdu, ref access, out values);

            case ModbusFunction.Umas:
                if (pdu.Length < 3) return Violation.TruncatedPdu;
                access.Subfunction = pdu[2];
                ModbusValues.Opaque(pdu[3..], ref access, out values);
                return Violation.None;

            default:
                ModbusValues.Opaque(pdu[1..], ref access, out values);
                if (ModbusFunctions.IsKnown(function)) return Violation.None;
                return function == 0 ? Violation.InvalidFunctionCode : Violation.UnknownFunctionCode;
        }
    }

    /// <summary>7: function code with its highest bit set, and one of nine codes.</summary>
    private static Violation Exception(ReadOnlySpan<byte> pdu, ref RegisterAccess access)
    {
        if (pdu.Length < 2) return Violation.TruncatedPdu;
        access.Table = ModbusFunctions.Table((byte)(pdu[0] & ~ModbusFunctions.ExceptionBit));
        access.ExceptionCode = pdu[1];
        if (pdu[1] is not ((>= 1 and <= 6) or 8 or 10 or 11)) return Violation.InvalidExceptionCode;
        return pdu.Length == 2 ? Violation.None : Violation.TrailingBytes;
    }

    /// <summary>A byte count and as many bytes.</summary>
    private static Violation Counted(
        ReadOnlySpan<byte> pdu, ValueKind kind, int least, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 2) return Violation.TruncatedPdu;
        int count = pdu[1];
        ModbusValues.Take(pdu, 2, count, kind, int.MaxValue, ref access, out values);
        return count == pdu.Length - 2 && count >= least && (kind != ValueKind.Registers || count % 2 == 0)
            ? Violation.None
            : Violation.InvalidByteCount;
    }

    private static Violation Fixed(
        ReadOnlySpan<byte> pdu, int length, ValueKind kind, int count,
        ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < length) return Violation.TruncatedPdu;
        values = pdu[1..length];
        ModbusValues.Set(kind, count, ref access);
        return pdu.Length == length ? Violation.None : Violation.TrailingBytes;
    }

    /// <summary>6.18: byte count (2 bytes), number of registers (2 bytes, at most 31), registers.</summary>
    private static Violation Fifo(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 5) return Violation.TruncatedPdu;
        int byteCount = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        int quantity = access.Quantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
        ModbusValues.Take(pdu, 5, quantity * 2, ValueKind.Registers, quantity, ref access, out values);
        if (quantity > 31) return Violation.InvalidQuantity;
        return byteCount == 2 + quantity * 2 && pdu.Length == 5 + quantity * 2
            ? Violation.None
            : Violation.InvalidByteCount;
    }

    private static Violation Encapsulated(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 2) return Violation.TruncatedPdu;
        access.Subfunction = pdu[1];
        ModbusValues.Opaque(pdu[2..], ref access, out values);
        if (pdu[1] == ModbusRequest.CanopenGeneralReference) return Violation.None;
        if (pdu[1] != ModbusRequest.ReadDeviceIdentification) return Violation.InvalidValue;

        // 6.21: code, conformity level, more follows, next object, number of objects, objects.
        if (pdu.Length < 7) return Violation.TruncatedPdu;
        values = pdu[7..];
        ModbusValues.Set(ValueKind.Objects, pdu[6], ref access);
        if (pdu[2] is < 1 or > 4 || pdu[4] is not (0 or 0xFF)) return Violation.InvalidValue;

        // Object: id, length, text. The number of objects is no reason to read on: the bytes are.
        var rest = values;
        int count = 0;
        for (; !rest.IsEmpty; count++)
        {
            if (rest.Length < 2 || rest[1] > rest.Length - 2) return Violation.InvalidByteCount;
            rest = rest[(2 + rest[1])..];
        }

        access.ValueCount = (ushort)count;
        return count == pdu[6] ? Violation.None : Violation.InvalidQuantity;
    }
}
