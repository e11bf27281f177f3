using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>The devices that belong there and those that may command (<c>policy.json</c>).</summary>
internal sealed class DeviceList(SitePolicy policy)
{
    private readonly HashSet<MacAddress> _macs = [.. policy.Devices.Select(device => device.Mac).OfType<MacAddress>()];
    private readonly IReadOnlyList<PolicyWriter> _commands = [.. policy.Writers, .. policy.KnownPolling];

    private readonly Dictionary<IpAddress, MacAddress> _owners = policy.Devices.Where(device => device is { Ip: not null, Mac: not null })
        .GroupBy(device => device.Ip!.Value).ToDictionary(group => group.Key, group => group.First().Mac!.Value);

    // As sites call what stands between two networks.
    private static readonly string[] s_routers = ["router", "gateway", "firewall"];

    private readonly HashSet<IpAddress> _routers =
    [
        .. policy.Devices.Where(device => device.Ip is not null && device.Role is { } role
            && s_routers.Any(word => role.Contains(word, StringComparison.OrdinalIgnoreCase))).Select(device => device.Ip!.Value),
    ];

    /// <summary>Whether the list calls an address that of a router, a gateway or a firewall.</summary>
    public bool IsRouter(IpAddress address) => _routers.Contains(address);

    /// <summary>Whether hardware addresses are listed.</summary>
    public bool IsGiven => _macs.Count > 0;

    /// <summary>Devices listed by hardware address.</summary>
    public int Count => _macs.Count;

    /// <summary>Whether a device is listed.</summary>
    public bool Has(MacAddress mac) => _macs.Contains(mac);

    /// <summary>The device to which the list gives an address; none where it says nothing.</summary>
    public MacAddress OwnerOf(IpAddress address) => _owners.GetValueOrDefault(address);

    /// <summary>Whether the lists of writers and of polling let somebody command a controller at all.</summary>
    public bool LetsCommand(IpAddress client, IpAddress server)
    {
        foreach (var entry in _commands)
            if (entry.Source?.Contains(client) != false && entry.Destination?.Contains(server) != false) return true;
        return false;
    }
}
