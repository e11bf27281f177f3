using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Reads the PDU of a request (Modbus Application Protocol V1.1b3, section 6; cited below).</summary>
internal static class ModbusRequest
{
    /// <summary>MEI type 13 (6.20).</summary>
    public const int CanopenGeneralReference = 13;

    /// <summary>MEI type 14 (6.21).</summary>
    public const int ReadDeviceIdentification = 14;

    /// <summary>Most bits that can be read (6.1, 6.2).</summary>
    private const int MaxReadBits = 2000;

    /// <summary>Most registers that can be read (6.3, 6.4, 6.17).</summary>
    private const int MaxReadRegisters = 125;

    private const int AddressSpace = 65_536;

    /// <summary>
    /// Fills <paramref name="access"/>, which comes empty, from a PDU of at least one byte. What is readable of a
    /// malformed one is filled too.
    /// </summary>
    // Compiled into its caller, so that what it finds out need not go through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Violation Decode(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        byte function = pdu[0];
        access.Table = ModbusFunctions.Table(function);
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.ReadCoils: // 6.1
            case ModbusFunction.ReadDiscreteInputs: // 6.2
                return Range(pdu, 5, MaxReadBits, ref access);

            case ModbusFunction.ReadHoldingRegisters: // 6.3
            case ModbusFunction.ReadInputRegisters: // 6.4
                return Range(pdu, 5, MaxReadRegisters, ref access);

            case ModbusFunction.WriteSingleCoil: // 6.5
                return ModbusValues.SingleCoil(pdu, ref access, out values);

            case ModbusFunction.WriteSingleRegister: // 6.6
                return ModbusValues.SingleRegister(pdu, ref access, out values);

            case ModbusFunction.ReadExceptionStatus: // 6.7
            case ModbusFunction.GetCommEventCounter: // 6.9
            case ModbusFunction.GetCommEventLog: // 6.10
            case ModbusFunction.ReportSlaveId: // 6.13
                return pdu.Length == 1 ? Violation.None : Violation.TrailingBytes;

            case ModbusFunction.Diagnostics: // 6.8
                return Diagnostics(pdu, ref access, out values);

            case ModbusFunction.WriteMultipleCoils: // 6.11
                return WriteMany(pdu, 0x7B0, ValueKind.Bits, ref access, out values);

            case ModbusFunction.WriteMultipleRegisters: // 6.12
                return WriteMany(pdu, 0x7B, ValueKind.Registers, ref access, out values);

            case ModbusFunction.ReadFileRecord: // 6.14
                return ModbusFiles.ReadRequest(pdu, ref access, out values);

            case ModbusFunction.WriteFileRecord: // 6.15
                return ModbusFiles.Write(pdu, ref access, out values);

            case ModbusFunction.MaskWriteRegister: // 6.16
                return ModbusValues.MaskWrite(pdu, ref access);

            case ModbusFunction.ReadWriteMultipleRegisters: // 6.17
                return ReadWrite(pdu, ref access, out values);

            case ModbusFunction.ReadFifoQueue: // 6.18
                if (pdu.Length < 3) return Violation.TruncatedPdu;
                access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
                return pdu.Length == 3 ? Violation.None : Violation.TrailingBytes;

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
                // 4.1: codes 1 to 127 are valid, 128 to 255 are for exceptions, 0 is not valid.
                return function is 0 or >= ModbusFunctions.ExceptionBit
                    ? Violation.InvalidFunctionCode
                    : Violation.UnknownFunctionCode;
        }
    }

    /// <summary>Address and quantity, which are all that a reading request has.</summary>
    private static Violation Range(ReadOnlySpan<byte> pdu, int length, int most, ref RegisterAccess access)
    {
        if (pdu.Length < length) return ModbusValues.Truncated(pdu, ref access);
        int address = access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        int quantity = access.Quantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
        if (pdu.Length > length) return Violation.TrailingBytes;
        return CheckRange(address, quantity, most);
    }

    private static Violation CheckRange(int address, int quantity, int most)
    {
        if ((uint)(quantity - 1) >= (uint)most) return Violation.InvalidQuantity;
        return address + quantity > AddressSpace ? Violation.InvalidAddress : Violation.None;
    }

    private static Violation WriteMany(
        ReadOnlySpan<byte> pdu, int most, ValueKind kind, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 6) return ModbusValues.Truncated(pdu, ref access);
        int address = access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        int quantity = access.Quantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
        ModbusValues.Take(pdu, 6, pdu[5], kind, quantity, ref access, out values);
        if (CheckRange(address, quantity, most) is var wrong && wrong != Violation.None) return wrong;
        int needed = kind == ValueKind.Bits ? (quantity + 7) / 8 : quantity * 2;
        return pdu[5] == needed && pdu.Length == 6 + needed ? Violation.None : Violation.InvalidByteCount;
    }

    private static Violation ReadWrite(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 10) return ModbusValues.Truncated(pdu, ref access);
        int address = access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        int quantity = access.Quantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
        int writeAddress = access.WriteAddress = BinaryPrimitives.ReadUInt16BigEndian(pdu[5..]);
        int writeQuantity = access.WriteQuantity = BinaryPrimitives.ReadUInt16BigEndian(pdu[7..]);
        ModbusValues.Take(pdu, 10, pdu[9], ValueKind.Registers, writeQuantity, ref access, out values);
        var wrong = CheckRange(address, quantity, MaxReadRegisters);
        if (wrong == Violation.None) wrong = CheckRange(writeAddress, writeQuantity, 0x79);
        if (wrong != Violation.None) return wrong;
        int needed = writeQuantity * 2;
        return pdu[9] == needed && pdu.Length == 10 + needed ? Violation.None : Violation.InvalidByteCount;
    }

    private static Violation Diagnostics(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        var wrong = ModbusValues.Diagnostics(pdu, ref access, out values);
        if (wrong != Violation.None) return wrong;
        return ModbusDiagnostics.IsRequestData(access.Subfunction, values) ? Violation.None : Violation.InvalidValue;
    }

    private static Violation Encapsulated(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 2) return Violation.TruncatedPdu;
        access.Subfunction = pdu[1];
        ModbusValues.Opaque(pdu[2..], ref access, out values);
        if (pdu[1] == CanopenGeneralReference) return Violation.None;
        if (pdu[1] != ReadDeviceIdentification) return Violation.InvalidValue;
        if (pdu.Length < 4) return Violation.TruncatedPdu;
        if (pdu.Length > 4) return Violation.TrailingBytes;
        // 6.21: 1 basic, 2 regular, 3 extended, 4 one object.
        return pdu[2] is >= 1 and <= 4 ? Violation.None : Violation.InvalidValue;
    }
}
