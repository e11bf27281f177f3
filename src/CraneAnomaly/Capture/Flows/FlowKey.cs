using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// A flow's identity without direction: the two end points in a fixed order, the transport, and the path (VLAN stack
/// and tunnels). Two packets of one conversation have the same key whichever way they travel.
/// </summary>
internal readonly struct FlowKey(IpAddress first, IpAddress second, ulong ports, ulong path)
{
    public readonly IpAddress First = first;
    public readonly IpAddress Second = second;

    /// <summary>Port of the first end point, port of the second, IP protocol: 16, 16 and 8 bits from the top of 40.</summary>
    public readonly ulong Ports = ports;

    public readonly ulong Path = path;

    /// <summary>The key of a packet; <paramref name="swapped"/> when its source is the second end point.</summary>
    public static FlowKey Of(in DecodedPacket packet, out bool swapped)
    {
        ulong from = packet.SourcePort, to = packet.DestinationPort;
        if (packet.IpProtocol is 1 or 58)
        {
            // ICMP's type and code are no ports: a reply must meet its request (type pairs differ by direction).
            from = to = 0;
        }

        swapped = Compare(packet.Source, packet.Destination) is var order && (order > 0 || (order == 0 && from > to));
        return swapped
            ? new(packet.Destination, packet.Source, to << 24 | from << 8 | packet.IpProtocol, packet.Path)
            : new(packet.Source, packet.Destination, from << 24 | to << 8 | packet.IpProtocol, packet.Path);
    }

    public static bool Same(in FlowKey x, in FlowKey y) =>
        ((x.First.Low ^ y.First.Low) | (x.Second.Low ^ y.Second.Low) | (x.Ports ^ y.Ports) | (x.Path ^ y.Path)
            | (x.First.High ^ y.First.High) | (x.Second.High ^ y.Second.High)) == 0;

    private static int Compare(in IpAddress x, in IpAddress y) =>
        x.High != y.High ? (x.High < y.High ? -1 : 1) : x.Low == y.Low ? 0 : x.Low < y.Low ? -1 : 1;
}
