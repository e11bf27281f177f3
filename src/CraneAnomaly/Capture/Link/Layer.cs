namespace CraneAnomaly.Capture.Link;

/// <summary>What stands at the cursor, and so which reader comes next.</summary>
internal enum Layer : byte
{
    /// <summary>Nothing more to read; the outcome stands in the cursor.</summary>
    Done,

    /// <summary>An Ethernet header.</summary>
    Ethernet,

    /// <summary>What <see cref="PacketCursor.Type"/> says as an EtherType.</summary>
    Network,

    /// <summary>An MPLS label stack.</summary>
    Mpls,

    /// <summary>A PPPoE session header.</summary>
    Pppoe,

    /// <summary>An IPv4 header.</summary>
    Ipv4,

    /// <summary>An IPv6 header.</summary>
    Ipv6,

    /// <summary>A piece of a datagram.</summary>
    Fragment,

    /// <summary>
    /// What <see cref="PacketCursor.Type"/> says as an IP protocol number: extension header or transport.
    /// </summary>
    Transport,

    /// <summary>A UDP header.</summary>
    Udp,

    /// <summary>A GRE header.</summary>
    Gre,
}
