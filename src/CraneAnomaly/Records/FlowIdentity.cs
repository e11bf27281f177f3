namespace CraneAnomaly.Records;

/// <summary>
/// Who speaks with whom. The originator is the client, the responder the server: decided by the opening packets,
/// by known ports, or by what the protocol's content shows, and kept from then on.
/// </summary>
public struct FlowIdentity
{
    /// <summary>Address of the client.</summary>
    public IpAddress Originator;

    /// <summary>Address of the server.</summary>
    public IpAddress Responder;

    /// <summary>Port of the client, or ICMP type.</summary>
    public ushort OriginatorPort;

    /// <summary>Port of the server, or ICMP code.</summary>
    public ushort ResponderPort;

    /// <summary>IP protocol number (6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6).</summary>
    public byte IpProtocol;

    /// <summary>Number of tunnels around the flow.</summary>
    public byte TunnelDepth;

    /// <summary>Innermost VLAN id, or -1 when the frame carries no tag.</summary>
    public short Vlan;

    /// <summary>Hardware address of the client's side.</summary>
    public MacAddress OriginatorMac;

    /// <summary>Hardware address of the server's side.</summary>
    public MacAddress ResponderMac;

    /// <summary>The identity of "no flow".</summary>
    public static FlowIdentity None => new() { Vlan = -1 };
}
