namespace CraneAnomaly.Simulator.Wire;

/// <summary>
/// Writes pcapng files from the specification (draft-ietf-opsawg-pcapng). Lengths can be falsified per block.
/// </summary>
internal sealed class PcapngWriter
{
    private readonly List<byte> _bytes = [];
    private bool _bigEndian;

    public int Length => _bytes.Count;

    /// <summary>A section header; what follows is written in its byte order.</summary>
    public PcapngWriter Section(bool bigEndian = false, long length = -1, ushort major = 1, params byte[] options)
    {
        _bigEndian = bigEndian;
        return Block(0x0A0D0D0A, [.. U32(0x1A2B3C4D), .. U16(major), .. U16(0), .. U64((ulong)length), .. options]);
    }

    public PcapngWriter Interface(ushort linkType = 1, uint snapLength = 0, params byte[] options) =>
        Block(1, [.. U16(linkType), .. U16(0), .. U32(snapLength), .. options]);

    public PcapngWriter Enhanced(uint index, ulong ticks, byte[] data, uint? original = null, params byte[] options) =>
        Block(6, [
            .. U32(index), .. U32((uint)(ticks >> 32)), .. U32((uint)ticks), .. U32((uint)data.Length),
            .. U32(original ?? (uint)data.Length), .. Padded(data), .. options]);

    public PcapngWriter Simple(byte[] data, uint? original = null) =>
        Block(3, [.. U32(original ?? (uint)data.Length), .. Padded(data)]);

    public PcapngWriter Obsolete(ushort index, ushort drops, ulong ticks, byte[] data) =>
        Block(2, [
            .. U16(index), .. U16(drops), .. U32((uint)(ticks >> 32)), .. U32((uint)ticks), .. U32((uint)data.Length),
            .. U32((uint)data.Length), .. Padded(data)]);

    public PcapngWriter Statistics(uint index, params byte[] options) =>
        Block(5, [.. U32(index), .. U32(0), .. U32(0), .. options]);

    /// <summary>A block; its two lengths may be false.</summary>
    public PcapngWriter Block(uint type, byte[] body, uint? length = null, uint? trailing = null)
    {
        uint actual = (uint)(12 + body.Length);
        _bytes.AddRange([.. U32(type), .. U32(length ?? actual), .. body, .. U32(trailing ?? length ?? actual)]);
        return this;
    }

    public PcapngWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>An option in the current byte order.</summary>
    public byte[] Option(ushort code, params byte[] value) =>
        [.. U16(code), .. U16((ushort)value.Length), .. Padded(value)];

    public byte[] Option(ushort code, ulong value) => Option(code, U64(value));

    public byte[] Option(ushort code, uint value) => Option(code, U32(value));

    public byte[] ToArray() => [.. _bytes];

    public byte[] U32(uint value) => Ordered(BitConverter.GetBytes(value));

    private byte[] U16(ushort value) => Ordered(BitConverter.GetBytes(value));

    private byte[] U64(ulong value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Ordered(byte[] field)
    {
        if (_bigEndian == BitConverter.IsLittleEndian) Array.Reverse(field);
        return field;
    }

    private static byte[] Padded(byte[] data) => [.. data, .. new byte[-data.Length & 3]];
}
