using System.Runtime.InteropServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// The part of a record's line that says who speaks with whom, for both directions, kept for the flows seen last:
/// direct-mapped by flow ordinal, with the whole identity compared. Of fixed size.
/// </summary>
internal sealed class FlowTextCache
{
    // Per direction: two addresses of at most 45, ports, hardware addresses and the VLAN id make 226 bytes.
    private const int DirectionBytes = 256;
    private const int SlotCount = 1024;

    private readonly Slot[] _slots = new Slot[SlotCount];
    private readonly byte[] _text = new byte[SlotCount * 2 * DirectionBytes];

    /// <summary>
    /// Text such as <c>,"src":"192.0.2.1","src_port":502,"dst":...</c>, beginning with a comma; empty when nothing is
    /// known.
    /// </summary>
    public ReadOnlySpan<byte> Get(int flow, in FlowIdentity identity, bool fromResponder)
    {
        int index = flow & (SlotCount - 1);
        ref var slot = ref _slots[index];
        if (!slot.Used || slot.Flow != flow || !Bytes(in slot.Identity).SequenceEqual(Bytes(in identity)))
        {
            Fill(index, flow, in identity);
        }

        return fromResponder
            ? _text.AsSpan((index * 2 + 1) * DirectionBytes, slot.BackwardLength)
            : _text.AsSpan(index * 2 * DirectionBytes, slot.ForwardLength);
    }

    private void Fill(int index, int flow, in FlowIdentity identity)
    {
        ref var slot = ref _slots[index];
        slot.Identity = identity;
        slot.Flow = flow;
        slot.Used = true;
        slot.ForwardLength = Render(_text.AsSpan(index * 2 * DirectionBytes, DirectionBytes), in identity, false);
        slot.BackwardLength = Render(_text.AsSpan((index * 2 + 1) * DirectionBytes, DirectionBytes), in identity, true);
    }

    private static ushort Render(Span<byte> destination, in FlowIdentity identity, bool backward)
    {
        var text = new AsciiCursor(destination);
        var (source, target) = backward
            ? (identity.Responder, identity.Originator)
            : (identity.Originator, identity.Responder);
        var (sourcePort, targetPort) = backward
            ? (identity.ResponderPort, identity.OriginatorPort)
            : (identity.OriginatorPort, identity.ResponderPort);
        var (sourceMac, targetMac) = backward
            ? (identity.ResponderMac, identity.OriginatorMac)
            : (identity.OriginatorMac, identity.ResponderMac);
        bool hasPorts = TransportNames.HasPorts(identity.IpProtocol);

        if (!source.IsNone)
        {
            text.Text(",\"src\":\""u8);
            text.Advance(source.Format(text.Rest));
            text.Byte((byte)'"');
            if (hasPorts) Field(ref text, ",\"src_port\":"u8, sourcePort);
        }

        if (!target.IsNone)
        {
            text.Text(",\"dst\":\""u8);
            text.Advance(target.Format(text.Rest));
            text.Byte((byte)'"');
            if (hasPorts) Field(ref text, ",\"dst_port\":"u8, targetPort);
        }

        if (TransportNames.IsIcmp(identity.IpProtocol))
        {
            // RFC 792 and 4443: type and code belong to the message, not to a side.
            Field(ref text, ",\"icmp_type\":"u8, identity.OriginatorPort);
            Field(ref text, ",\"icmp_code\":"u8, identity.ResponderPort);
        }

        Hardware(ref text, ",\"src_mac\":\""u8, sourceMac);
        Hardware(ref text, ",\"dst_mac\":\""u8, targetMac);
        if (identity.Vlan >= 0) Field(ref text, ",\"vlan\":"u8, (uint)identity.Vlan);
        return (ushort)text.Length;
    }

    private static void Field(ref AsciiCursor text, ReadOnlySpan<byte> name, uint value)
    {
        text.Text(name);
        text.Number(value);
    }

    private static void Hardware(ref AsciiCursor text, ReadOnlySpan<byte> name, MacAddress address)
    {
        if (address.IsNone) return;
        text.Text(name);
        text.Advance(address.Format(text.Rest));
        text.Byte((byte)'"');
    }

    private static ReadOnlySpan<byte> Bytes(in FlowIdentity identity) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<FlowIdentity>(in identity));

    private struct Slot
    {
        public FlowIdentity Identity;
        public int Flow;
        public ushort ForwardLength;
        public ushort BackwardLength;
        public bool Used;
    }
}
