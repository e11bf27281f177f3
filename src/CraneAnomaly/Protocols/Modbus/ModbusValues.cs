using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>The parts of a PDU that requests and responses share.</summary>
internal static class ModbusValues
{
    /// <summary>Function 5, alike in both directions (V1.1b3, 6.5): address, FF00 for on or 0000 for off.</summary>
    public static Violation SingleCoil(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        var wrong = Single(pdu, ref access, out values);
        if (values.IsEmpty) return wrong;
        if (values[0] is 0 or 0xFF && values[1] == 0)
        {
            // FF has its lowest bit set and 00 has not: the first byte is the coil as a bit.
            Set(ValueKind.Bits, 1, ref access);
            values = values[..1];
            return wrong;
        }

        Set(ValueKind.Bytes, 2, ref access);
        return wrong == Violation.None ? Violation.InvalidValue : wrong;
    }

    /// <summary>Function 6, alike in both directions (6.6): address and value.</summary>
    public static Violation SingleRegister(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        var wrong = Single(pdu, ref access, out values);
        if (!values.IsEmpty) Set(ValueKind.Registers, 1, ref access);
        return wrong;
    }

    /// <summary>Function 22, alike in both directions (6.16): address, AND mask, OR mask.</summary>
    public static Violation MaskWrite(ReadOnlySpan<byte> pdu, ref RegisterAccess access)
    {
        if (pdu.Length < 7) return Truncated(pdu, ref access);
        access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        access.Quantity = 1;
        access.AndMask = BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]);
        access.OrMask = BinaryPrimitives.ReadUInt16BigEndian(pdu[5..]);
        return pdu.Length == 7 ? Violation.None : Violation.TrailingBytes;
    }

    /// <summary>Function 8, in both directions but for the data allowed (6.8): sub-function, 16-bit words.</summary>
    public static Violation Diagnostics(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 3) return Violation.TruncatedPdu;
        access.Subfunction = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        Opaque(pdu[3..], ref access, out values);
        if (ModbusDiagnostics.Name(access.Subfunction) is null) return Violation.InvalidValue;
        if (values.Length < 2) return Violation.TruncatedPdu;
        return values.Length % 2 == 0 ? Violation.None : Violation.InvalidByteCount;
    }

    /// <summary>The values behind a byte count: as many as were announced and are there.</summary>
    public static void Take(
        ReadOnlySpan<byte> pdu, int at, int byteCount, ValueKind kind, int quantity,
        ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        int length = Math.Min(byteCount, pdu.Length - at);
        if (kind == ValueKind.Registers) length &= ~1;
        values = pdu.Slice(at, length);
        int there = kind switch
        {
            ValueKind.Bits => length * 8,
            ValueKind.Registers => length / 2,
            _ => length,
        };
        Set(kind, Math.Min(quantity, there), ref access);
    }

    /// <summary>Bytes of which no more is known.</summary>
    public static void Opaque(ReadOnlySpan<byte> bytes, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = bytes;
        if (!bytes.IsEmpty) Set(ValueKind.Bytes, bytes.Length, ref access);
    }

    /// <summary>A PDU that begins with an address and ends too early: what there is of an address is read.</summary>
    public static Violation Truncated(ReadOnlySpan<byte> pdu, ref RegisterAccess access)
    {
        if (pdu.Length >= 3) access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        return Violation.TruncatedPdu;
    }

    /// <summary>Says how the values are to be read, and how many there are.</summary>
    public static void Set(ValueKind kind, int count, ref RegisterAccess access)
    {
        access.Values = count == 0 ? ValueKind.None : kind;
        access.ValueCount = (ushort)count;
    }

    private static Violation Single(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        values = default;
        if (pdu.Length < 5) return Truncated(pdu, ref access);
        access.Address = BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]);
        access.Quantity = 1;
        values = pdu.Slice(3, 2);
        return pdu.Length == 5 ? Violation.None : Violation.TrailingBytes;
    }
}
