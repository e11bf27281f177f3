using System.Text;

namespace CraneAnomaly.Tests.Baselines;

/// <summary>A writer of stored ZIP files for tests, written from APPNOTE 6.3.10 by itself.</summary>
internal static class StoredZip
{
    public static byte[] Pack(IReadOnlyList<(string Name, byte[] Bytes)> entries)
    {
        var file = new MemoryStream();
        var directory = new MemoryStream();
        using var local = new BinaryWriter(file);
        using var central = new BinaryWriter(directory);
        foreach (var (name, bytes) in entries)
        {
            uint offset = (uint)file.Length;
            byte[] common = Common(bytes, name.Length);
            local.Write("PK\x03\x04"u8);
            local.Write(common);
            local.Write(Encoding.ASCII.GetBytes(name));
            local.Write(bytes);
            central.Write("PK\x01\x02"u8);
            central.Write((ushort)10);
            central.Write(common);
            central.Write(new byte[10]);
            central.Write(offset);
            central.Write(Encoding.ASCII.GetBytes(name));
        }

        uint start = (uint)file.Length;
        local.Write(directory.ToArray());
        local.Write("PK\x05\x06"u8);
        local.Write(0u);
        local.Write((ushort)entries.Count);
        local.Write((ushort)entries.Count);
        local.Write((uint)directory.Length);
        local.Write(start);
        local.Write((ushort)0);
        return file.ToArray();
    }

    // From "version needed" to "extra field length", alike in both headers.
    private static byte[] Common(byte[] bytes, int nameLength)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write([10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        writer.Write(Crc(bytes));
        writer.Write((uint)bytes.Length);
        writer.Write((uint)bytes.Length);
        writer.Write((ushort)nameLength);
        writer.Write((ushort)0);
        return stream.ToArray();
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return crc ^ 0xFFFFFFFF;
    }
}
