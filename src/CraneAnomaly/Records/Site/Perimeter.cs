namespace CraneAnomaly.Records.Site;

/// <summary>
/// What is inside and what is outside of a site: inside are the networks of the policy's zones, and without zones the
/// private ranges. Groups and addresses that nobody has yet are neither.
/// </summary>
internal sealed class Perimeter(SitePolicy policy)
{
    private readonly IpNetwork[] _inside = [.. policy.Zones.SelectMany(zone => zone.Networks)];

    /// <summary>Whether zones say what is inside.</summary>
    public bool IsDrawn => _inside.Length > 0;

    /// <summary>Whether an address is one of somebody outside.</summary>
    public bool IsOutside(IpAddress address)
    {
        if (address.IsNone || address.IsMulticast || IsUnassigned(address)) return false;
        if (!IsDrawn) return !address.IsPrivate;
        foreach (var network in _inside)
            if (network.Contains(address)) return false;
        return true;
    }

    // 0.0.0.0/8 is who has no address yet (RFC 1122, 3.2.1.3); link-local never crosses a router (RFC 3927, RFC 4291).
    private static bool IsUnassigned(IpAddress address) => address.IsV4
        ? (uint)address.Low >> 24 is 0 or 127 || (uint)address.Low >> 16 == 0xA9FE
        : address.High >> 54 == 0x3FA || (address.High == 0 && address.Low <= 1);
}
