using System.Buffers;
using System.Buffers.Binary;

namespace CraneAnomaly.LiveCapture;

/// <summary>Writes packets of one interface as pcapng (draft-ietf-opsawg-pcapng), and how many were lost.</summary>
internal static class PcapngPieces
{
    private const int SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, EnhancedPacket = 6, InterfaceStatistics = 5;

    /// <summary>The beginning: one section, one interface, microseconds.</summary>
    public static void Begin(IBufferWriter<byte> to, int linkType)
    {
        var block = to.GetSpan(28 + 20);
        U32(ref block, SectionHeader);
        U32(ref block, 28);
        U32(ref block, 0x1A2B3C4D);
        // Version 1.0, and no word of the section's length.
        U32(ref block, 1);
        U32(ref block, uint.MaxValue);
        U32(ref block, uint.MaxValue);
        U32(ref block, 28);
        U32(ref block, InterfaceDescription);
        U32(ref block, 20);
        U32(ref block, (ushort)linkType);
        U32(ref block, 0);
        U32(ref block, 20);
        to.Advance(28 + 20);
    }

    /// <summary>A packet.</summary>
    public static void Packet(IBufferWriter<byte> to, ulong microseconds, int originalLength, ReadOnlySpan<byte> data)
    {
        int padded = (data.Length + 3) & ~3, length = 32 + padded;
        var block = to.GetSpan(length);
        U32(ref block, EnhancedPacket);
        U32(ref block, (uint)length);
        U32(ref block, 0);
        U32(ref block, (uint)(microseconds >> 32));
        U32(ref block, (uint)microseconds);
        U32(ref block, (uint)data.Length);
        U32(ref block, (uint)originalLength);
        data.CopyTo(block);
        block[data.Length..padded].Clear();
        block = block[padded..];
        U32(ref block, (uint)length);
        to.Advance(length);
    }

    /// <summary>What was lost since the beginning: by the system, as nobody fetched it in time, and by the interface.</summary>
    public static void Losses(IBufferWriter<byte> to, ulong microseconds, ulong bySystem, ulong byInterface)
    {
        const int length = 24 + 12 + 12 + 4, dropOfInterface = 5, dropOfSystem = 7;
        var block = to.GetSpan(length);
        U32(ref block, InterfaceStatistics);
        U32(ref block, length);
        U32(ref block, 0);
        U32(ref block, (uint)(microseconds >> 32));
        U32(ref block, (uint)microseconds);
        Option(ref block, dropOfInterface, byInterface);
        Option(ref block, dropOfSystem, bySystem);
        U32(ref block, 0);
        U32(ref block, length);
        to.Advance(length);
    }

    private static void Option(ref Span<byte> block, uint code, ulong value)
    {
        U32(ref block, code | 8u << 16);
        BinaryPrimitives.WriteUInt64LittleEndian(block, value);
        block = block[8..];
    }

    private static void U32(ref Span<byte> block, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, value);
        block = block[4..];
    }
}
