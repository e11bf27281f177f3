using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>Who uses what of whom.</summary>
internal readonly record struct InventoryLink(IpAddress Client, IpAddress Server, string Service);

/// <summary>What an inventory says.</summary>
internal sealed record InventoryContent(
    IReadOnlyList<InventoryAsset> Assets, IReadOnlyList<KeyValuePair<InventoryLink, long>> Links,
    IReadOnlyDictionary<string, string> Firmware, IReadOnlyList<InventoryDifference> Differences,
    Func<InventoryAsset, bool> IsOutside, Func<InventoryAsset, NetworkName?> OwnerOf, long Refused);
