namespace CraneAnomaly.Sinks.Formats;

/// <summary>What the formats say of IP protocol numbers (IANA protocol numbers).</summary>
internal static class TransportNames
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17, IcmpV6 = 58, Sctp = 132;

    /// <summary>Whether the transport has ports.</summary>
    public static bool HasPorts(byte ipProtocol) => ipProtocol is Tcp or Udp or Sctp;

    /// <summary>Whether the two "ports" of a flow are type and code.</summary>
    public static bool IsIcmp(byte ipProtocol) => ipProtocol is Icmp or IcmpV6;

    /// <summary>The name in records, or empty for a transport without one.</summary>
    public static ReadOnlySpan<byte> Name(byte ipProtocol) => ipProtocol switch
    {
        Icmp => "icmp"u8,
        Tcp => "tcp"u8,
        Udp => "udp"u8,
        IcmpV6 => "icmp6"u8,
        Sctp => "sctp"u8,
        _ => default,
    };

    /// <summary>The name in Zeek's conn.log, field <c>proto</c>.</summary>
    public static ReadOnlySpan<byte> ZeekName(byte ipProtocol) => ipProtocol switch
    {
        Icmp or IcmpV6 => "icmp"u8,
        Tcp => "tcp"u8,
        Udp => "udp"u8,
        _ => "unknown_transport"u8,
    };
}
