namespace CraneAnomaly.Capture.Link;

/// <summary>Kinds of tunnels, as they enter <see cref="FlowPath"/>. 1 is taken by VLANs.</summary>
internal enum TunnelKind : byte
{
    /// <summary>IP in IP, either version in either.</summary>
    Ip = 2,

    /// <summary>GRE with IP inside.</summary>
    Gre,

    /// <summary>GRE with Ethernet inside, NVGRE too.</summary>
    GreEthernet,

    /// <summary>Any type of ERSPAN.</summary>
    Erspan,

    /// <summary>VXLAN.</summary>
    Vxlan,

    /// <summary>GENEVE.</summary>
    Geneve,

    /// <summary>Ethernet directly in IP (RFC 3378, RFC 8986).</summary>
    EthernetInIp,

    /// <summary>MPLS in IP (RFC 4023).</summary>
    MplsInIp,

    /// <summary>Ethernet over MPLS (RFC 4448).</summary>
    MplsEthernet,

    /// <summary>Provider backbone bridging (IEEE 802.1ah).</summary>
    ProviderBackbone,

    /// <summary>PPPoE session (RFC 2516).</summary>
    Pppoe,
}
