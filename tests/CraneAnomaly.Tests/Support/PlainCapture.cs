using System.Buffers.Binary;

namespace CraneAnomaly.Tests.Support;

/// <summary>One packet of a capture file.</summary>
internal readonly record struct PlainPacket(long TimestampNs, int LinkType, int OriginalLength, byte[] Data);

/// <summary>
/// Walks pcap and pcapng in the plainest way, whole file in memory: enough to feed tests, and independent of the
/// product's reader. Stops at the first thing it does not like.
/// </summary>
internal static class PlainCapture
{
    public static List<PlainPacket> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < 24) return [];
        return BinaryPrimitives.ReadUInt32LittleEndian(file) == 0x0A0D0D0A ? ReadPcapng(file) : ReadPcap(file);
    }

    private static List<PlainPacket> ReadPcap(byte[] file)
    {
        List<PlainPacket> packets = [];
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(file);
        bool little = magic is 0xA1B2C3D4 or 0xA1B23C4D;
        int unit = U32(file, 0, little) == 0xA1B23C4D ? 1 : 1000;
        int link = (int)(U32(file, 20, little) & 0x03FFFFFF);
        for (int at = 24; at + 16 <= file.Length;)
        {
            int length = (int)U32(file, at + 8, little);
            if (length < 0 || length > file.Length - at - 16) break;
            long time = U32(file, at, little) * 1_000_000_000L + U32(file, at + 4, little) * (long)unit;
            packets.Add(new(time, link, (int)U32(file, at + 12, little), file[(at + 16)..(at + 16 + length)]));
            at += 16 + length;
        }

        return packets;
    }

    private static List<PlainPacket> ReadPcapng(byte[] file)
    {
        List<PlainPacket> packets = [];
        List<int> links = [];
        bool little = true;
        for (int at = 0; at + 12 <= file.Length;)
        {
            if (U32(file, at, true) == 0x0A0D0D0A)
            {
                little = U32(file, at + 8, true) == 0x1A2B3C4D;
                links.Clear();
            }

            uint type = U32(file, at, little), size = U32(file, at + 4, little);
            if (size < 12 || size % 4 != 0 || size > file.Length - at) break;
            int end = at + (int)size - 4;
            if (type == 1) links.Add((int)U32(file, at + 8, little) & 0xFFFF);
            else if (type == 6)
            {
                // Enhanced packet; microseconds are assumed, which is enough for the time-outs of fragments.
                long time = (long)((ulong)U32(file, at + 12, little) << 32 | U32(file, at + 16, little)) * 1000;
                int length = (int)U32(file, at + 20, little);
                if (length > end - at - 28) break;
                packets.Add(new(
                    time, links[(int)U32(file, at + 8, little)], (int)U32(file, at + 24, little),
                    file[(at + 28)..(at + 28 + length)]));
            }
            else if (type == 3)
            {
                int original = (int)U32(file, at + 8, little);
                packets.Add(new(0, links[0], original, file[(at + 12)..(at + 12 + Math.Min(original, end - at - 12))]));
            }

            at += (int)size;
        }

        return packets;
    }

    private static uint U32(byte[] bytes, int at, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
