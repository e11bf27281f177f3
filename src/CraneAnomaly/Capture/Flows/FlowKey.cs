using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// A flow's identity without direction: the two end points in a fixed order, the transport, and the path (place of
/// capture, VLAN stack, tunnels). Two packets of one conversation have the same key whichever way they travel. An end
/// point is one number, address and port, where the address is IPv4; longer addresses need the second half of the key.
/// </summary>
internal readonly struct FlowKey
{
    // Above the protocol and what the end points could not hold of two addresses.
    private const ulong WideMark = 1UL << 63;

    /// <summary>The smaller end point: the low 48 bits of its address (of IPv4 all, as mapped), then its port.</summary>
    public readonly ulong First;

    /// <summary>The greater end point.</summary>
    public readonly ulong Second;

    /// <summary>IP protocol; for long addresses also bits 48 to 63 of both, and a mark.</summary>
    public readonly ulong Rest;

    public readonly ulong Path;

    private readonly ulong _firstHigh;
    private readonly ulong _secondHigh;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FlowKey(ulong first, ulong second, ulong rest, ulong path, ulong firstHigh, ulong secondHigh) =>
        (First, Second, Rest, Path, _firstHigh, _secondHigh) = (first, second, rest, path, firstHigh, secondHigh);

    /// <summary>Whether the end points hold all of their addresses.</summary>
    public bool IsShort => Rest <= byte.MaxValue;

    /// <summary>The upper halves of the addresses.</summary>
    public (ulong First, ulong Second) Highs => (_firstHigh, _secondHigh);

    /// <summary>The key of a TCP or UDP packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="side">Which end point sent it: 0 the first, 1 the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKey Of(in DecodedPacket packet, out int side) => Between(
        packet.Source, packet.SourcePort, packet.Destination, packet.DestinationPort, packet.IpProtocol, packet.Path, out side);

    /// <summary>The key of a segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKey Of(in Ipv4Segment segment, out int side)
    {
        ulong from = segment.From, to = segment.To;
        side = from > to ? 1 : 0;
        return new(Math.Min(from, to), Math.Max(from, to), IpProtocols.Tcp, segment.Path, 0, 0);
    }

    /// <summary>The key of an ICMP packet: types stand for ports, so that a reply meets its request.</summary>
    public static FlowKey OfIcmp(in DecodedPacket packet, out int side) => Between(
        packet.Source, packet.SourcePort, packet.Destination, IcmpPorts.Destination(packet), packet.IpProtocol, packet.Path, out side);

    /// <summary>The key of what one end point sends to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKey Between(
        in IpAddress source, ulong sourcePort, in IpAddress destination, ulong destinationPort, byte protocol, ulong path, out int side)
    {
        if ((source.High | destination.High | (source.Low | destination.Low) >> 48) != 0)
            return BetweenLong(source, sourcePort, destination, destinationPort, protocol, path, out side);

        // Without a branch: which way the next packet goes cannot be predicted.
        ulong from = source.Low << 16 | sourcePort, to = destination.Low << 16 | destinationPort;
        side = from > to ? 1 : 0;
        return new(Math.Min(from, to), Math.Max(from, to), protocol, path, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(in FlowKey x, in FlowKey y) =>
        ((x.First ^ y.First) | (x.Second ^ y.Second) | (x.Rest ^ y.Rest) | (x.Path ^ y.Path)) == 0
            && (x.IsShort || ((x._firstHigh ^ y._firstHigh) | (x._secondHigh ^ y._secondHigh)) == 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FlowKey BetweenLong(
        in IpAddress source, ulong sourcePort, in IpAddress destination, ulong destinationPort, byte protocol, ulong path, out int side)
    {
        var from = (source.High, source.Low, Port: sourcePort);
        var to = (destination.High, destination.Low, Port: destinationPort);
        bool swap = from.CompareTo(to) > 0;
        side = swap ? 1 : 0;
        if (swap) (from, to) = (to, from);
        ulong rest = WideMark | from.Low >> 48 << 24 | to.Low >> 48 << 8 | protocol;
        return new(from.Low << 16 | from.Port, to.Low << 16 | to.Port, rest, path, from.High, to.High);
    }
}
