using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// Finds second copies of a packet: mirror ports that show both sides of a switch deliver every packet twice within
/// microseconds. A fixed table of the last packets; a packet pushed out of it only means that a copy is taken for a
/// retransmission. Small enough for the first-level cache beside what else a packet touches.
/// </summary>
internal sealed class DuplicateFilter(long windowNs, KeyedHash hash)
{
    private const int Bits = 10;

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Whether a segment is a copy; a segment that is not is remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCopy(in DecodedPacket packet, int flow, int side, long nowNs)
    {
        // Without payload and identification two equal packets may well be two acknowledgements.
        if (windowNs == 0 || (packet.IpId | packet.WirePayloadLength) == 0) return false;
        ulong numbers = (ulong)packet.Sequence << 32 | packet.Acknowledgement;
        return IsCopy(numbers, numbers, Header(packet.IpId, packet.Checksum, packet.IpLength), flow, side, nowNs);
    }

    /// <summary>Whether a segment is a copy; a segment that is not is remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCopy(in SegmentHeaders headers, int flow, int side, long nowNs)
    {
        if (windowNs == 0 || (headers.IpId == 0 && headers.PayloadLength == 0)) return false;
        return IsCopy(headers.Numbers, headers.Numbers, headers.LengthIdChecksum, flow, side, nowNs);
    }

    /// <summary>Remembers a segment that brings the next bytes of its stream, and so is no copy of one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remember(in SegmentHeaders headers, int flow, int side, long nowNs)
    {
        ulong numbers = headers.Numbers, header = headers.LengthIdChecksum;
        EntryOf(numbers, header) = new() { What = numbers, Header = header, Sender = SenderOf(flow, side), TimestampNs = nowNs };
    }

    /// <summary>Remembers a segment that brings the next bytes of its stream, and so is no copy of one before.</summary>
    public void Remember(in DecodedPacket packet, int flow, int side, long nowNs)
    {
        ulong numbers = (ulong)packet.Sequence << 32 | packet.Acknowledgement;
        ulong header = Header(packet.IpId, packet.Checksum, packet.IpLength);
        EntryOf(numbers, header) = new() { What = numbers, Header = header, Sender = SenderOf(flow, side), TimestampNs = nowNs };
    }

    /// <summary>Whether a datagram is a copy; a datagram that is not is remembered.</summary>
    public bool IsCopy(in DecodedPacket packet, ReadOnlySpan<byte> payload, int flow, int side, long nowNs)
    {
        // There is no sequence number: only equal content is a copy, and without an identification even that is not.
        if (windowNs == 0 || (packet.IpId | packet.Checksum) == 0) return false;

        // What is pushed out must not depend on a secret: the place is that of the header.
        return IsCopy(hash.Of(payload), 0, Header(packet.IpId, packet.Checksum, packet.IpLength), flow, side, nowNs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Header(ushort ipId, ushort checksum, int ipLength) =>
        (ulong)(uint)ipLength << 32 | (ulong)ipId << 16 | checksum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCopy(ulong what, ulong place, ulong header, int flow, int side, long nowNs)
    {
        uint sender = SenderOf(flow, side);
        ref Entry entry = ref EntryOf(place, header);
        if (entry.What == what && entry.Header == header && entry.Sender == sender
            && (ulong)(nowNs - entry.TimestampNs + windowNs) <= (ulong)(2 * windowNs))
        {
            return true;
        }

        entry = new() { What = what, Header = header, Sender = sender, TimestampNs = nowNs };
        return false;
    }

    // It does not depend on the flow, so that it is under way while the flow is looked for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryOf(ulong place, ulong header) =>
        ref _entries[(int)(((place ^ (header << 17 | header >> 47)) * 0x9E37_79B9_7F4A_7C15) >> (64 - Bits))];

    private static uint SenderOf(int flow, int side) => (uint)flow << 1 | (uint)side;

    internal struct Entry
    {
        public ulong What;
        public ulong Header;
        public long TimestampNs;
        public uint Sender;
    }
}
