using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// A flow's identity without direction: the two end points in a fixed order, the transport, and the path (place of
/// capture, VLAN stack, tunnels). Two packets of one conversation have the same key whichever way they travel.
/// </summary>
internal readonly struct FlowKey(IpAddress first, IpAddress second, ulong ports, ulong path)
{
    public readonly IpAddress First = first;
    public readonly IpAddress Second = second;

    /// <summary>Port of the first end point, port of the second, IP protocol: 16, 16 and 8 bits of 40.</summary>
    public readonly ulong Ports = ports;

    public readonly ulong Path = path;

    /// <summary>The key of a TCP or UDP packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="side">Which end point sent it: 0 the first, 1 the second.</param>
    public static FlowKey Of(in DecodedPacket packet, out int side) =>
        Of(packet, packet.SourcePort, packet.DestinationPort, out side);

    /// <summary>The key of an ICMP packet: types stand for ports, so that a reply meets its request.</summary>
    public static FlowKey OfIcmp(in DecodedPacket packet, out int side) =>
        Of(packet, packet.SourcePort, IcmpPorts.Destination(packet), out side);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(in FlowKey x, in FlowKey y) =>
        ((x.First.Low ^ y.First.Low) | (x.Second.Low ^ y.Second.Low) | (x.Ports ^ y.Ports) | (x.Path ^ y.Path)
            | (x.First.High ^ y.First.High) | (x.Second.High ^ y.Second.High)) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FlowKey Of(in DecodedPacket packet, ulong from, ulong to, out int side)
    {
        ulong fromHigh = packet.Source.High, fromLow = packet.Source.Low;
        ulong toHigh = packet.Destination.High, toLow = packet.Destination.Low;

        // Any fixed order will do; for IPv4 one comparison holds all of it. No branch on its outcome: which way the next
        // packet goes cannot be predicted.
        ulong fromEnd = (fromLow << 16 | from) ^ fromHigh, toEnd = (toLow << 16 | to) ^ toHigh;
        bool swap = fromEnd > toEnd;
        if (fromEnd == toEnd) swap = fromHigh != toHigh ? fromHigh > toHigh : fromLow > toLow;
        side = swap ? 1 : 0;
        ulong mask = 0UL - (uint)side;
        ulong high = (fromHigh ^ toHigh) & mask, low = (fromLow ^ toLow) & mask, port = (from ^ to) & mask;
        return new(
            new(fromHigh ^ high, fromLow ^ low), new(toHigh ^ high, toLow ^ low),
            (from ^ port) << 24 | (to ^ port) << 8 | packet.IpProtocol, packet.Path);
    }
}
