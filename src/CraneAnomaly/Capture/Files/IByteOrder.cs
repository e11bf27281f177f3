using System.Buffers.Binary;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// The byte order of a file, as a type: readers are compiled once for each, and the loop over records does not ask.
/// </summary>
internal interface IByteOrder
{
    static abstract ushort U16(ReadOnlySpan<byte> bytes);

    static abstract uint U32(ReadOnlySpan<byte> bytes);

    static abstract ulong U64(ReadOnlySpan<byte> bytes);
}

/// <summary>Least significant byte first.</summary>
internal readonly struct LittleEndian : IByteOrder
{
    public static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}

/// <summary>Most significant byte first.</summary>
internal readonly struct BigEndian : IByteOrder
{
    public static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    public static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
