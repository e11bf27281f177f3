using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// Finds second copies of a packet: mirror ports that show both sides of a switch deliver every packet twice within
/// microseconds. A fixed table of the last packets; a packet pushed out of it only means that a copy is taken for a
/// retransmission.
/// </summary>
internal sealed class DuplicateFilter(long windowNs, KeyedHash hash)
{
    private const int Bits = 11;

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Whether a segment is a copy; a segment that is not is remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCopy(in DecodedPacket packet, int flow, int swapped, long nowNs)
    {
        // Without payload and identification two equal packets may well be two acknowledgements.
        if (windowNs == 0 || (packet.IpId | packet.WirePayloadLength) == 0) return false;
        return IsCopy((ulong)packet.Sequence << 32 | packet.Acknowledgement, packet, flow, swapped, nowNs);
    }

    /// <summary>Whether a datagram is a copy; a datagram that is not is remembered.</summary>
    public bool IsCopy(in DecodedPacket packet, ReadOnlySpan<byte> payload, int flow, int swapped, long nowNs)
    {
        // There is no sequence number: only equal content is a copy, and without an identification even that is not.
        if (windowNs == 0 || (packet.IpId | packet.Checksum) == 0) return false;
        return IsCopy(hash.Of(payload), packet, flow, swapped, nowNs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCopy(ulong what, in DecodedPacket packet, int flow, int swapped, long nowNs)
    {
        ulong header = (ulong)packet.IpId << 48 | (ulong)packet.Checksum << 32 | (uint)packet.IpLength;
        uint sender = (uint)flow << 1 | (uint)swapped;

        // The entry does not depend on the flow, so that it is under way while the flow is looked for.
        ulong mixed = (what ^ (header << 17 | header >> 47)) * 0x9E37_79B9_7F4A_7C15;
        ref Entry entry = ref _entries[(int)(mixed >> (64 - Bits))];
        if (entry.What == what && entry.Header == header && entry.Sender == sender
            && (ulong)(nowNs - entry.TimestampNs + windowNs) <= (ulong)(2 * windowNs))
        {
            return true;
        }

        entry.What = what;
        entry.Header = header;
        entry.Sender = sender;
        entry.TimestampNs = nowNs;
        return false;
    }

    private struct Entry
    {
        public ulong What;
        public ulong Header;
        public long TimestampNs;
        public uint Sender;
    }
}
