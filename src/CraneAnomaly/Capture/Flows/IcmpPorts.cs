using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What stands for ports in an ICMP flow, as Zeek has it: the type, and the type that answers it.</summary>
internal static class IcmpPorts
{
    /// <summary>The answering type, or for messages that nobody answers the code.</summary>
    public static ushort Destination(in DecodedPacket packet) =>
        CommunityId.TryIcmpCounterpart(packet.IpProtocol, packet.SourcePort, out ushort type)
            ? type : packet.DestinationPort;
}
