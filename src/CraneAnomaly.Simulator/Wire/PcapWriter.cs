using System.Buffers.Binary;

namespace CraneAnomaly.Simulator.Wire;

/// <summary>
/// Writes pcap files from the specification (draft-ietf-opsawg-pcap): every field as given, right or wrong.
/// </summary>
internal sealed class PcapWriter
{
    public const uint Microseconds = 0xA1B2C3D4;
    public const uint Nanoseconds = 0xA1B23C4D;
    public const uint Modified = 0xA1B2CD34;

    private readonly Stream _bytes;
    private readonly bool _bigEndian;
    private readonly uint _magic;

    public PcapWriter(
        uint magic = Microseconds, bool bigEndian = false, uint network = 1, ushort major = 2,
        uint snapLength = 262_144, Stream? to = null)
    {
        _bytes = to ?? new MemoryStream();
        (_magic, _bigEndian) = (magic, bigEndian);
        U32(magic);
        U16(major);
        U16(4);
        U32(0);
        U32(0);
        U32(snapLength);
        U32(network);
    }

    public int Length => (int)_bytes.Length;

    public PcapWriter Packet(uint seconds, uint fraction, ReadOnlySpan<byte> data, uint? original = null)
    {
        Header(seconds, fraction, (uint)data.Length, original ?? (uint)data.Length);
        return Raw(data);
    }

    public PcapWriter Header(uint seconds, uint fraction, uint captured, uint original)
    {
        U32(seconds);
        U32(fraction);
        U32(captured);
        U32(original);
        if (_magic != Modified) return this;
        U32(7); // interface index
        U16(0x0800); // protocol
        return Raw([4, 0]); // packet type, padding
    }

    public PcapWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>All of it, where no other stream was given.</summary>
    public byte[] ToArray() => ((MemoryStream)_bytes).ToArray();

    private void U16(ushort value)
    {
        Span<byte> field = stackalloc byte[2];
        if (_bigEndian) BinaryPrimitives.WriteUInt16BigEndian(field, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(field, value);
        _bytes.Write(field);
    }

    private void U32(uint value)
    {
        Span<byte> field = stackalloc byte[4];
        if (_bigEndian) BinaryPrimitives.WriteUInt32BigEndian(field, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        _bytes.Write(field);
    }
}
