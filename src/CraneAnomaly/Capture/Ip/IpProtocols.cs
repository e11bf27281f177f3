namespace CraneAnomaly.Capture.Ip;

/// <summary>IP protocol and IPv6 next header numbers that are read (IANA).</summary>
internal static class IpProtocols
{
    public const int HopByHop = 0;
    public const int Icmp = 1;
    public const int Ipv4 = 4;
    public const int Tcp = 6;
    public const int Udp = 17;
    public const int Ipv6 = 41;
    public const int Routing = 43;
    public const int Fragment = 44;
    public const int Gre = 47;
    public const int Authentication = 51;
    public const int Icmpv6 = 58;
    public const int DestinationOptions = 60;
    public const int EtherIp = 97;
    public const int Mobility = 135;
    public const int Mpls = 137;
    public const int HostIdentity = 139;
    public const int Shim6 = 140;

    /// <summary>An Ethernet frame directly in IP (RFC 8986, 10.1).</summary>
    public const int Ethernet = 143;
}
