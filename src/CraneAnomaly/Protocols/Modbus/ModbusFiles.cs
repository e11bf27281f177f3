using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>File records (Modbus Application Protocol V1.1b3, 6.14 and 6.15): lists of sub-requests.</summary>
internal static class ModbusFiles
{
    private const int ReferenceType = 6;

    /// <summary>Bytes of a sub-request: reference type (1), file (2), record (2), length in registers (2).</summary>
    private const int SubRequest = 7;

    /// <summary>Highest record number (6.14: 0000 to 270F).</summary>
    private const int HighestRecord = 0x270F;

    /// <summary>Function 20, request: byte count 7 to F5, sub-requests.</summary>
    public static Violation ReadRequest(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        if (!TryList(pdu, SubRequest, 0xF5, ref access, out values, out var wrong)) return wrong;
        if (values.Length % SubRequest != 0) return Violation.InvalidByteCount;
        for (var rest = values; !rest.IsEmpty; rest = rest[SubRequest..])
        {
            wrong = Reference(rest);
            if (wrong != Violation.None) return wrong;
        }

        access.ValueCount = (ushort)(values.Length / SubRequest);
        return Violation.None;
    }

    /// <summary>Function 20, response: byte count, sub-responses of length, reference type, registers.</summary>
    public static Violation ReadResponse(
        ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        if (!TryList(pdu, 2, 0xF5, ref access, out values, out var wrong)) return wrong;
        int count = 0;
        for (var rest = values; !rest.IsEmpty; count++)
        {
            int length = rest[0];
            // The reference type is part of the length, so 0 is not valid: it would not advance either.
            if (length == 0 || length >= rest.Length || length % 2 == 0) return Violation.InvalidByteCount;
            if (rest[1] != ReferenceType) return Violation.InvalidValue;
            rest = rest[(1 + length)..];
        }

        access.ValueCount = (ushort)count;
        return Violation.None;
    }

    /// <summary>Function 21, alike in both directions: byte count 9 to FB, sub-requests with their registers.</summary>
    public static Violation Write(ReadOnlySpan<byte> pdu, ref RegisterAccess access, out ReadOnlySpan<byte> values)
    {
        if (!TryList(pdu, SubRequest + 2, 0xFB, ref access, out values, out var wrong)) return wrong;
        int count = 0;
        for (var rest = values; !rest.IsEmpty; count++)
        {
            if (rest.Length < SubRequest) return Violation.InvalidByteCount;
            wrong = Reference(rest);
            if (wrong != Violation.None) return wrong;
            int length = SubRequest + BinaryPrimitives.ReadUInt16BigEndian(rest[5..]) * 2;
            if (length > rest.Length) return Violation.InvalidByteCount;
            rest = rest[length..];
        }

        access.ValueCount = (ushort)count;
        return Violation.None;
    }

    private static bool TryList(
        ReadOnlySpan<byte> pdu, int least, int most, ref RegisterAccess access,
        out ReadOnlySpan<byte> values, out Violation wrong)
    {
        values = default;
        wrong = Violation.TruncatedPdu;
        if (pdu.Length < 2) return false;
        values = pdu[2..];
        access.Values = values.IsEmpty ? ValueKind.None : ValueKind.FileRecords;
        wrong = Violation.InvalidByteCount;
        return pdu[1] == values.Length && pdu[1] >= least && pdu[1] <= most;
    }

    private static Violation Reference(ReadOnlySpan<byte> subRequest)
    {
        if (subRequest[0] != ReferenceType) return Violation.InvalidValue;
        // 6.14: files begin at 1, records at 0.
        return BinaryPrimitives.ReadUInt16BigEndian(subRequest[1..]) == 0
            || BinaryPrimitives.ReadUInt16BigEndian(subRequest[3..]) > HighestRecord
                ? Violation.InvalidAddress
                : Violation.None;
    }
}
