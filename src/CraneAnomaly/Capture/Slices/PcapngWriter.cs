using System.Buffers.Binary;
using System.Text;

namespace CraneAnomaly.Capture.Slices;

/// <summary>Writes a pcapng file (draft-ietf-opsawg-pcapng): one section, an interface for each input and link type, packets with comments.</summary>
internal sealed class PcapngWriter(Stream output)
{
    private const int SectionHeader = 0x0A0D0D0A;
    private const int InterfaceDescription = 1;
    private const int EnhancedPacket = 6;
    private const int Comment = 1;
    private const int InterfaceName = 2;
    private const int TimeResolution = 9;
    private const int FcsLength = 13;

    private readonly Dictionary<(string Name, int LinkType, int Fcs), int> _interfaces = [];
    private readonly MemoryStream _block = new();
    private bool _begun;

    public void Write(string name, in CapturedPacket packet, ReadOnlySpan<byte> data, string? comment)
    {
        if (!_begun) Begin();
        var key = (name, packet.LinkType, packet.FcsLength);
        if (!_interfaces.TryGetValue(key, out int number))
        {
            _interfaces.Add(key, number = _interfaces.Count);
            Describe(key);
        }

        Number(number);
        Number((uint)(packet.TimestampNs >>> 32));
        Number((uint)packet.TimestampNs);
        Number(data.Length);
        Number(packet.OriginalLength);
        Padded(data);
        if (comment is not null)
        {
            Option(Comment, Encoding.UTF8.GetBytes(comment));
            Option(0, []);
        }

        End(EnhancedPacket);
    }

    private void Begin()
    {
        _begun = true;
        Number(0x1A2B3C4D);
        // Version 1.0, and no word of the section's length.
        Number(1);
        Number(0xFFFFFFFF);
        Number(0xFFFFFFFF);
        End(SectionHeader);
    }

    private void Describe((string Name, int LinkType, int Fcs) key)
    {
        Number((uint)(ushort)key.LinkType);
        Number(0);
        Option(InterfaceName, Encoding.UTF8.GetBytes(key.Name));
        // Nanoseconds: 10 to the -9th.
        Option(TimeResolution, [9]);
        if (key.Fcs > 0) Option(FcsLength, [(byte)(key.Fcs * 8)]);
        Option(0, []);
        End(InterfaceDescription);
    }

    private void Option(int code, ReadOnlySpan<byte> value)
    {
        // Its length has 16 bits.
        if (value.Length > 0xFFF0) value = value[..0xFFF0];
        Number((uint)(code | value.Length << 16));
        Padded(value);
    }

    private void Padded(ReadOnlySpan<byte> bytes)
    {
        _block.Write(bytes);
        while (_block.Length % 4 != 0) _block.WriteByte(0);
    }

    private void Number(long value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        _block.Write(bytes);
    }

    private void End(int type)
    {
        Span<byte> bytes = stackalloc byte[8];
        int length = (int)_block.Length + 12;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, type);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], length);
        output.Write(bytes);
        output.Write(_block.GetBuffer().AsSpan(0, (int)_block.Length));
        output.Write(bytes[4..]);
        _block.SetLength(0);
    }
}
