namespace CraneAnomaly.Capture.Link;

/// <summary>EtherTypes that the decoder treats in a way of their own (IEEE 802 registry).</summary>
internal static class EtherTypes
{
    /// <summary>Values below are lengths (IEEE 802.3, 3.2.6).</summary>
    public const int FirstType = 0x0600;

    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
    public const ushort TransparentEthernet = 0x6558;
    public const ushort Vlan = 0x8100;
    public const ushort Ipv6 = 0x86DD;
    public const ushort Mpls = 0x8847;
    public const ushort MplsMulticast = 0x8848;
    public const ushort PppoeSession = 0x8864;
    public const ushort Profinet = 0x8892;
    public const ushort ProviderVlan = 0x88A8;
    public const ushort Lldp = 0x88CC;
    public const ushort Macsec = 0x88E5;
    public const ushort ProviderBackbone = 0x88E7;

    /// <summary>GRE's number for ERSPAN type I and II.</summary>
    public const ushort Erspan2 = 0x88BE;

    /// <summary>GRE's number for ERSPAN type III.</summary>
    public const ushort Erspan3 = 0x22EB;

    /// <summary>Cisco FabricPath.</summary>
    public const ushort FabricPath = 0x8903;

    /// <summary>Cisco metadata.</summary>
    public const ushort CiscoMetadata = 0x8909;

    public const ushort Vntag = 0x8926;

    /// <summary>High-availability seamless redundancy (IEC 62439-3).</summary>
    public const ushort Hsr = 0x892F;

    public const ushort Etag = 0x893F;

    /// <summary>Network service header (RFC 8300).</summary>
    public const ushort ServiceHeader = 0x894F;

    public const ushort OldVlan1 = 0x9100;
    public const ushort OldVlan2 = 0x9200;
}
