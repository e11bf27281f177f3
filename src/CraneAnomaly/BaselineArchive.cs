using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Detectors;

namespace CraneAnomaly;

/// <summary>
/// The ZIP file around a baseline (PKWARE APPNOTE 6.3.10): entries stored, no times, no attributes, one layout and no
/// other. What is read must be what would be written, byte for byte; so no byte is free to be changed, nothing is
/// inflated, and no name leads anywhere.
/// </summary>
internal static class BaselineArchive
{
    public const int MaximumEntry = 256 * 1024 * 1024;
    public const int MaximumTotal = 1024 * 1024 * 1024;
    public const int MaximumCount = 256;

    private const int LocalLength = 30;
    private const int MaximumName = 80;
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const ushort VersionNeeded = 10;

    // 1980-01-01, the first day a ZIP can hold.
    private const ushort NoDate = (1 << 5) | 1;

    private static readonly uint[] s_crc = CrcTables();

    public static void CheckCaps(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> entries)
    {
        long total = entries.Sum(e => (long)e.Bytes.Length + (2 * (LocalLength + MaximumName)));
        if (entries.Count > MaximumCount)
            throw new ArgumentException($"A baseline has at most {MaximumCount} entries.");
        if (total > MaximumTotal || entries.Any(e => e.Bytes.Length > MaximumEntry))
            throw new ArgumentException(
                $"A baseline has at most {MaximumTotal} bytes, each entry at most {MaximumEntry}.");
    }

    public static void Write(Stream stream, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> entries)
    {
        var directory = new MemoryStream();
        uint offset = 0;
        foreach (var (name, bytes) in entries)
        {
            uint crc = Crc(bytes.Span);
            byte[] local = Local(name, crc, (uint)bytes.Length);
            directory.Write(Central(name, crc, (uint)bytes.Length, offset));
            stream.Write(local);
            stream.Write(bytes.Span);
            offset += (uint)(local.Length + bytes.Length);
        }

        stream.Write(directory.ToArray());
        stream.Write(End(entries.Count, (uint)directory.Length, offset));
    }

    /// <summary>All bytes of a stream, up to the cap.</summary>
    public static ReadOnlyMemory<byte> ReadAll(Stream stream)
    {
        if (stream.CanSeek && stream.Length - stream.Position > MaximumTotal) throw TooLong();
        byte[] buffer = new byte[stream.CanSeek ? (int)(stream.Length - stream.Position) + 1 : 64 * 1024];
        int length = 0;
        while (true)
        {
            int read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length > MaximumTotal) throw TooLong();
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * length, MaximumTotal + 1));
        }
    }

    /// <summary>The entries of a file that is exactly what <see cref="Write"/> makes of them.</summary>
    public static List<(string Name, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> file)
    {
        var entries = new List<(string Name, ReadOnlyMemory<byte> Bytes)>();
        var directory = new MemoryStream();
        int at = 0;
        while (file.Length - at >= LocalLength
            && BinaryPrimitives.ReadUInt32LittleEndian(file.Span[at..]) == LocalSignature)
        {
            if (entries.Count == MaximumCount)
                throw new InvalidDataException($"it has more than {MaximumCount} entries; learn again");
            var (name, bytes, crc) = ReadEntry(file, at);
            if (entries.Any(e => e.Name == name)) throw Damaged($"entry '{name}' is there twice", at);
            directory.Write(Central(name, crc, (uint)bytes.Length, (uint)at));
            entries.Add((name, bytes));
            at += LocalLength + name.Length + bytes.Length;
        }

        if (entries.Count == 0)
            throw new InvalidDataException(
                "it is not a baseline (it does not begin as one); name a file that 'crane-anomaly learn' wrote");
        directory.Write(End(entries.Count, (uint)directory.Length, (uint)at));
        if (!file.Span[at..].SequenceEqual(directory.ToArray()))
            throw Damaged("its directory is not that of its entries", at);
        return entries;
    }

    private static (string Name, ReadOnlyMemory<byte> Bytes, uint Crc) ReadEntry(ReadOnlyMemory<byte> file, int at)
    {
        var header = file.Span[at..];
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
        if (nameLength > MaximumName || nameLength > header.Length - LocalLength)
            throw Damaged("an entry has no such name", at);
        string name = Encoding.ASCII.GetString(header.Slice(LocalLength, nameLength));
        if (!IsName(name)) throw Damaged("an entry has a name that no baseline has", at);
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != 0)
            throw Damaged($"entry '{name}' is compressed, so the file was packed anew by something else", at);
        if (length > MaximumEntry) throw Damaged($"entry '{name}' is longer than {MaximumEntry} bytes", at);
        int start = at + LocalLength + nameLength;
        if (length > file.Length - start) throw Damaged($"entry '{name}' is cut off", at);

        var bytes = file.Slice(start, (int)length);
        uint crc = Crc(bytes.Span);
        if (!header[..(LocalLength + nameLength)].SequenceEqual(Local(name, crc, length)))
            throw Damaged($"entry '{name}' does not fit its checksum or its header", at);
        return (name, bytes, crc);
    }

    private static bool IsName(string name)
    {
        if (name is "manifest.json" or "state.bin") return true;
        int dot = name.IndexOf('.');
        return name.StartsWith("models/", StringComparison.Ordinal)
            && dot > 0
            && name[dot..] is ".zip" or ".kernel" or ".probe"
            && TrainingSet.IsName(name["models/".Length..dot]);
    }

    private static InvalidDataException Damaged(string what, int at) =>
        new($"it is damaged at byte {at}: {what}; copy the file again, or run 'crane-anomaly learn' again");

    private static InvalidDataException TooLong() =>
        new($"it is longer than any baseline ({MaximumTotal} bytes); name a file that 'crane-anomaly learn' wrote");

    // APPNOTE 4.3.7.
    private static byte[] Local(string name, uint crc, uint length)
    {
        var header = new Fields(LocalLength + name.Length);
        header.U32(LocalSignature).U16(VersionNeeded).U16(0).U16(0).U16(0).U16(NoDate).U32(crc).U32(length).U32(length);
        header.U16((ushort)name.Length).U16(0).Ascii(name);
        return header.Bytes;
    }

    // APPNOTE 4.3.12.
    private static byte[] Central(string name, uint crc, uint length, uint offset)
    {
        var header = new Fields(46 + name.Length);
        header.U32(CentralSignature).U16(VersionNeeded).U16(VersionNeeded);
        header.U16(0).U16(0).U16(0).U16(NoDate).U32(crc).U32(length).U32(length);
        header.U16((ushort)name.Length).U16(0).U16(0).U16(0).U16(0).U32(0).U32(offset).Ascii(name);
        return header.Bytes;
    }

    // APPNOTE 4.3.16.
    private static byte[] End(int count, uint directoryLength, uint directoryOffset)
    {
        var end = new Fields(22);
        end.U32(EndSignature).U16(0).U16(0).U16((ushort)count).U16((ushort)count);
        end.U32(directoryLength).U32(directoryOffset).U16(0);
        return end.Bytes;
    }

    // CRC-32 of APPNOTE 4.4.7, reflected polynomial 0xEDB88320, eight bytes a step (Kounavis and Berry 2005).
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint[] t = s_crc;
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[0x700 + (byte)low] ^ t[0x600 + (byte)(low >> 8)];
            crc ^= t[0x500 + (byte)(low >> 16)] ^ t[0x400 + (low >> 24)];
            crc ^= t[0x300 + (byte)high] ^ t[0x200 + (byte)(high >> 8)];
            crc ^= t[0x100 + (byte)(high >> 16)] ^ t[high >> 24];
        }

        foreach (byte b in bytes) crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    // Table n gives the effect of a byte that n more bytes follow.
    private static uint[] CrcTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            tables[i] = value;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[(byte)tables[i - 256]];
        return tables;
    }

    private sealed class Fields(int length)
    {
        private int _at;

        public byte[] Bytes { get; } = new byte[length];

        public Fields U16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(_at), value);
            _at += 2;
            return this;
        }

        public Fields U32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(_at), value);
            _at += 4;
            return this;
        }

        public void Ascii(string text) => Encoding.ASCII.GetBytes(text, Bytes.AsSpan(_at));
    }
}
