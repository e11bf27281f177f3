using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What stands for ports in an ICMP flow, as Zeek and Community ID have it: the type, and the type that answers it.</summary>
internal static class IcmpPorts
{
    /// <summary>IP protocol number of ICMP.</summary>
    public const byte Icmp = 1;

    /// <summary>IP protocol number of ICMPv6.</summary>
    public const byte Icmp6 = 58;

    /// <summary>The answering type, or for messages that nobody answers the code.</summary>
    public static ushort Destination(in DecodedPacket packet) =>
        Records.CommunityId.TryIcmpCounterpart(packet.IpProtocol, packet.SourcePort, out ushort type)
            ? type : packet.DestinationPort;
}
