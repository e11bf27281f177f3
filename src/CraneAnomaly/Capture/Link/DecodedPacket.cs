using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// Where things are in one packet: filled by <c>PacketDecoder</c>, read by the flow table. Offsets count from
/// the start of the bytes that were decoded last (the frame, or a reassembled datagram). Reused from packet to packet:
/// for TCP, UDP, ICMP and other IP every field is set; for what is not IP the hardware addresses, VLAN, path, EtherType
/// and payload; for held and rejected packets nothing is meant.
/// </summary>
internal struct DecodedPacket
{
    /// <summary>Sender, innermost header.</summary>
    public IpAddress Source;

    /// <summary>Receiver, innermost header.</summary>
    public IpAddress Destination;

    /// <summary>Sender's hardware address, innermost Ethernet header; none for link types without.</summary>
    public MacAddress SourceMac;

    /// <summary>Receiver's hardware address, innermost Ethernet header.</summary>
    public MacAddress DestinationMac;

    /// <summary>Distinguishes equal 5-tuples on different VLAN stacks, tunnels and places: 0 without any.</summary>
    public ulong Path;

    /// <summary>Offset of the transport payload.</summary>
    public int PayloadOffset;

    /// <summary>Length of the transport payload that was captured.</summary>
    public int PayloadLength;

    /// <summary>Length of the transport payload by the IP header; more than captured when the capture cut it.</summary>
    public int WirePayloadLength;

    /// <summary>Total length of the innermost IP packet by its header (for Zeek's ip_bytes).</summary>
    public int IpLength;

    /// <summary>TCP sequence number.</summary>
    public uint Sequence;

    /// <summary>TCP acknowledgement number.</summary>
    public uint Acknowledgement;

    /// <summary>Source port, or ICMP type.</summary>
    public ushort SourcePort;

    /// <summary>Destination port, or ICMP code.</summary>
    public ushort DestinationPort;

    /// <summary>IPv4 identification (0 for IPv6): part of the duplicate test.</summary>
    public ushort IpId;

    /// <summary>Transport checksum as sent: part of the duplicate test.</summary>
    public ushort Checksum;

    /// <summary>TCP window as sent.</summary>
    public ushort Window;

    /// <summary>Innermost VLAN id, or -1.</summary>
    public short Vlan;

    /// <summary>IP protocol number of the transport.</summary>
    public byte IpProtocol;

    /// <summary>TCP flags (RFC 9293, 3.1: the low eight bits).</summary>
    public byte TcpFlags;

    /// <summary>Number of tunnels that were opened.</summary>
    public byte TunnelDepth;

    /// <summary>
    /// Offset of the transport header. TCP options are what lies between it, plus 20, and <see cref="PayloadOffset"/>.
    /// </summary>
    public int TransportOffset;

    /// <summary>Innermost EtherType, or 0 where there is none (802.2 LLC, link types without).</summary>
    public ushort EtherType;
}

/// <summary>What became of a packet.</summary>
internal enum DecodeOutcome : byte
{
    /// <summary>A TCP segment.</summary>
    Tcp,

    /// <summary>A UDP datagram.</summary>
    Udp,

    /// <summary>ICMP or ICMPv6: a flow by type and code as Zeek has it; payload from the ninth byte.</summary>
    Icmp,

    /// <summary>IP with another transport: counted, no flow.</summary>
    OtherIp,

    /// <summary>Not IP (ARP, LLDP, PROFINET ...): counted by EtherType.</summary>
    NotIp,

    /// <summary>A fragment that is kept until its datagram is complete.</summary>
    FragmentHeld,

    /// <summary>Not decoded; the violation says why.</summary>
    Rejected,
}
