using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>
/// Where an ADU is when the header alone does not say so: deviating headers, and the search for the next ADU. Every
/// decision rests on the bytes of the ADU itself and never on where the data at hand happens to end, so that it does
/// not depend on how the stream was cut.
/// </summary>
internal static class ModbusFraming
{
    /// <summary>The registered port (Messaging on TCP/IP Implementation Guide V1.0b, 4.2.2.1).</summary>
    public const ushort Port = 502;

    /// <summary>
    /// Greatest length field taken from UMAS, whose PLCs agree on buffers of up to 1,024 bytes; 255 was observed.
    /// </summary>
    private const int MaxUmasLength = 1030;

    /// <summary>Greatest length field taken from a public function: one that counted the whole ADU.</summary>
    private const int MaxDeviantLength = 260;

    /// <summary>Who can have sent a PDU of at least one byte.</summary>
    public static ModbusRoles RolesOf(ReadOnlySpan<byte> pdu)
    {
        byte function = pdu[0];
        if (function < ModbusFunctions.ExceptionBit && !ModbusFunctions.IsPublic(function))
        {
            return function == (byte)ModbusFunction.Umas ? UmasRoles(pdu) : ModbusRoles.None;
        }

        var roles = ModbusRoles.None;
        var access = RegisterAccess.Empty;
        if (ModbusRequest.Decode(pdu, ref access, out _) == Violation.None) roles |= ModbusRoles.Client;
        access = RegisterAccess.Empty;
        if (ModbusResponse.Decode(pdu, ref access, out _) == Violation.None) roles |= ModbusRoles.Server;
        return roles;
    }

    /// <summary>
    /// Reads an ADU whose header <see cref="ModbusAdu.TryRead"/> refuses, but which is one all the same; says with
    /// which violation.
    /// </summary>
    public static OperationStatus TryReadDeviant(
        ReadOnlySpan<byte> source, ModbusRoles sender, out ModbusAdu adu, out int consumed, out Violation violation)
    {
        adu = default;
        consumed = 0;
        violation = Violation.InvalidLength;
        if (source.Length < ModbusAdu.MinBytes) return OperationStatus.NeedMoreData;
        int length = BinaryPrimitives.ReadUInt16BigEndian(source[4..]);
        if (length < ModbusAdu.MinLength) return OperationStatus.InvalidData;
        int total = ModbusAdu.PrefixLength + length;
        byte function = source[7];

        if (source[2] == 0 && source[3] == 0)
        {
            bool taken = function == (byte)ModbusFunction.Umas
                ? length <= MaxUmasLength
                : length <= MaxDeviantLength && ModbusFunctions.IsPublic(function);
            if (!taken) return OperationStatus.InvalidData;
            if (source.Length < total) return OperationStatus.NeedMoreData;
        }
        else
        {
            // Servers exist that answer anything with an exception and the header that they were sent, TLS included.
            violation = Violation.InvalidProtocolId;
            if (length > ModbusAdu.MaxLength) return OperationStatus.InvalidData;
            if (source.Length < total) return OperationStatus.NeedMoreData;
            if ((RolesOf(source[7..total]) & sender) == 0) return OperationStatus.InvalidData;
        }

        adu = ModbusAdu.Over(source[..total]);
        consumed = total;
        return OperationStatus.Done;
    }

    /// <summary>
    /// Whether too few bytes can become an ADU, be it one with a deviating header: what is refused here must be what
    /// would be refused of the whole, or recognition would depend on how the stream was cut.
    /// </summary>
    public static bool CanBeginOnPort(ReadOnlySpan<byte> source)
    {
        if (source.Length < ModbusAdu.PrefixLength) return true;
        int length = BinaryPrimitives.ReadUInt16BigEndian(source[4..]);
        return length >= ModbusAdu.MinLength && length <= (source[2] == 0 && source[3] == 0 ? MaxUmasLength : ModbusAdu.MaxLength);
    }

    /// <summary>
    /// Searches for the next ADU of a sender. Done: it begins at <paramref name="skipped"/>; otherwise the bytes from
    /// there on may be its beginning. Each byte is looked at a constant number of times.
    /// </summary>
    /// <param name="source">The stream from where the search has come to.</param>
    /// <param name="sender">Whose PDUs are looked for.</param>
    /// <param name="atBoundary">The first byte follows a gap and so begins a segment: there a header is enough.</param>
    /// <param name="skipped">Bytes that do not belong to an ADU.</param>
    public static OperationStatus Search(
        ReadOnlySpan<byte> source, ModbusRoles sender, bool atBoundary, out int skipped)
    {
        for (int at = 0; at < source.Length; at++)
        {
            skipped = at;
            var status = ModbusAdu.TryRead(source[at..], out var adu, out _);
            if (status == OperationStatus.NeedMoreData) return status;
            if (status == OperationStatus.Done && (RolesOf(adu.Pdu) & sender) != 0) return status;
            if (at > 0 || !atBoundary) continue;
            if (status == OperationStatus.Done && !ModbusFunctions.IsPublic(adu.Function)) return status;
            if (status == OperationStatus.Done) continue;
            status = TryReadDeviant(source, sender, out _, out _, out _);
            if (status != OperationStatus.InvalidData) return status;
        }

        skipped = source.Length;
        return OperationStatus.NeedMoreData;
    }

    private static ModbusRoles UmasRoles(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length < 3 || UmasFunctions.Name(pdu[2]) is null) return ModbusRoles.None;
        return pdu[2] is UmasFunctions.Ok or UmasFunctions.Error ? ModbusRoles.Server : ModbusRoles.Client;
    }
}
