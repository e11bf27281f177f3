using CraneAnomaly.Records;
using CraneAnomaly.Records.Hardware;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>Where the network is not as it was approved.</summary>
/// <param name="Kind"><c>unlisted</c>, <c>missing</c>, <c>hardware</c>, <c>cellular</c> or <c>outside</c>.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">One plain sentence.</param>
internal sealed record InventoryDifference(string Kind, string Subject, string Text)
{
    /// <summary>Compares hosts with the list of devices; without a list only what no list makes right is told.</summary>
    public static IReadOnlyList<InventoryDifference> Between(IReadOnlyList<InventoryAsset> assets, SitePolicy policy, Perimeter perimeter)
    {
        var found = new List<InventoryDifference>();
        var listed = policy.Devices.Where(device => device.Ip is not null).ToLookup(device => device.Ip!.Value);
        var macs = policy.Devices.Select(device => device.Mac).OfType<MacAddress>().Select(mac => mac.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            string address = asset.Address.ToString();
            if (perimeter.IsOutside(asset.Address))
            {
                if (!policy.Remote.Any(remote => remote.Network.Contains(asset.Address)))
                    found.Add(new("outside", address, $"{address} is outside and on no list of remote endpoints"));
                continue;
            }

            var device = listed[asset.Address].FirstOrDefault();
            if (policy.Devices.Count > 0 && device is null && !asset.Macs.Any(macs.Contains))
                found.Add(new("unlisted", address, $"{address} ({Hardware(asset)}) is not on the list of devices"));
            else if (device?.Mac is { } mac && asset.Macs.Count > 0 && !asset.Macs.Contains(mac.ToString()))
                found.Add(new("hardware", address, $"{address} is {Hardware(asset)}; the list says {mac}"));
            foreach (string text in asset.Macs)
            {
                if (MacAddress.TryParse(text, out var own) && CellularMakers.Find(own) is { } maker && !macs.Contains(text))
                    found.Add(new("cellular", text, $"{text} ({address}) is made by {maker}, a maker of cellular routers and modems"));
            }
        }

        var seen = assets.Select(asset => asset.Address).ToHashSet();
        var seenMacs = assets.SelectMany(asset => asset.Macs).ToHashSet(StringComparer.Ordinal);
        foreach (var device in policy.Devices)
        {
            bool here = (device.Ip is { } ip && seen.Contains(ip)) || (device.Mac is { } mac && seenMacs.Contains(mac.ToString()));
            string subject = device.Name ?? device.Ip?.ToString() ?? device.Mac?.ToString() ?? "a device";
            if (!here) found.Add(new("missing", subject, $"{subject} is on the list of devices and was not seen"));
        }

        return found;
    }

    private static string Hardware(InventoryAsset asset) => asset.Macs.Count == 0 ? "no hardware address seen" : string.Join(", ", asset.Macs);
}
