using System.Buffers;
using System.Buffers.Binary;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>One application data unit of Modbus/TCP, as a view over the stream: MBAP header and PDU.</summary>
/// <remarks>
/// Modbus Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3: transaction (2 bytes), protocol (2), length of what
/// follows (2), unit (1), big-endian; then the PDU, whose first byte is the function code.
/// </remarks>
internal readonly ref struct ModbusAdu
{
    /// <summary>Bytes in front of what the length field counts.</summary>
    public const int PrefixLength = 6;

    /// <summary>Bytes of the header and the function code: with fewer, nothing can be said.</summary>
    public const int MinBytes = 8;

    /// <summary>Least value of the length field: unit and function code.</summary>
    public const int MinLength = 2;

    /// <summary>Greatest value of the length field: unit and a PDU of 253 bytes (V1.1b3, 4.1).</summary>
    public const int MaxLength = 254;

    private ModbusAdu(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Transaction identifier.</summary>
    public ushort Transaction => BinaryPrimitives.ReadUInt16BigEndian(Bytes);

    /// <summary>Protocol identifier; 0 for Modbus.</summary>
    public ushort ProtocolId => BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]);

    /// <summary>Unit identifier.</summary>
    public byte Unit => Bytes[6];

    /// <summary>Function code, with <see cref="ModbusFunctions.ExceptionBit"/> for an exception.</summary>
    public byte Function => Bytes[7];

    /// <summary>Function code and data.</summary>
    public ReadOnlySpan<byte> Pdu => Bytes[7..];

    /// <summary>Reads the unit at the start of <paramref name="source"/> if its header is valid.</summary>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out ModbusAdu adu, out int consumed)
    {
        adu = default;
        consumed = 0;
        if (source.Length < MinBytes) return OperationStatus.NeedMoreData;

        // Protocol identifier and length, from one load of all the header: the identifier is 0, so the value is the length.
        uint length = (uint)(BinaryPrimitives.ReadUInt64BigEndian(source) >> 16);
        if (length - MinLength > MaxLength - MinLength) return OperationStatus.InvalidData;
        int total = (int)length + PrefixLength;
        if (source.Length < total) return OperationStatus.NeedMoreData;
        adu = new ModbusAdu(source[..total]);
        consumed = total;
        return OperationStatus.Done;
    }

    /// <summary>The unit over bytes whose length was found otherwise; at least <see cref="MinBytes"/>.</summary>
    public static ModbusAdu Over(ReadOnlySpan<byte> bytes) => new(bytes);
}
