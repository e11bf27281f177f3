using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// What Zeek takes for local when nothing is configured: the address blocks that IANA lists as not routable
/// (Special-Purpose Address Registries), for IPv4 also as 6to4 addresses.
/// </summary>
internal static class ZeekLocalNetworks
{
    /// <summary>Whether the address is local.</summary>
    public static bool Contains(IpAddress address)
    {
        if (address.IsV4) return ContainsV4((uint)address.Low);
        ulong high = address.High;
        // RFC 4291: unspecified and loopback.
        if (high == 0) return address.Low <= 1;
        // RFC 3056: 6to4 carries the IPv4 address behind its 16 bits.
        if (high >> 48 == 0x2002) return ContainsV4((uint)(high >> 16));
        return high >> 16 == 0x0064_FF9B_0001 // RFC 8215
            || high == 0x0100_0000_0000_0000 // RFC 6666
            || high >> 41 == 0x2001_0000UL >> 9 // RFC 2928, 2001::/23
            || high >> 32 == 0x2001_0DB8 // RFC 3849
            || high >> 57 == 0x7E // RFC 4193, fc00::/7
            || high >> 54 == 0x3FA; // RFC 4291, fe80::/10
    }

    private static bool ContainsV4(uint address) =>
        address >> 24 is 0 or 10 or 127 // RFC 791, 1918, 1122
        || address >> 22 == 0x191 // RFC 6598, 100.64.0.0/10
        || address >> 20 == 0xAC1 // RFC 1918, 172.16.0.0/12
        || address >> 16 is 0xC0A8 or 0xA9FE // RFC 1918, 3927
        || address >> 17 == 0x6309 // RFC 2544, 198.18.0.0/15
        || address >> 8 is 0xC00000 or 0xC00002 or 0xC63364 or 0xCB0071 // RFC 6890, 5737
        || address >> 28 == 15; // RFC 1112
}
