using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Summary;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>An inventory as tables for a person.</summary>
internal static class InventoryText
{
    private const int MostServices = 4;

    public static void Print(TextWriter to, InventoryContent content)
    {
        to.WriteLine("Assets");
        var assets = new TextTable(
            ("ADDRESS", false), ("HARDWARE", false), ("ROLE", false), ("NAME", false), ("SERVES", false), ("USES", false),
            ("IDENTITY", false), ("FIRST SEEN", false), ("LAST SEEN", false));
        foreach (var asset in content.Assets)
        {
            assets.Add(
                asset.Address.ToString(), Some(asset.Macs), Role(content, asset), Some(asset.Names),
                Some(asset.Serves), Some(asset.Uses), Some(asset.Identity.Values), Time(asset.FirstNs), Time(asset.LastNs));
        }

        assets.Print(to, indent: 2);
        if (content.Firmware.Count > 0)
        {
            to.WriteLine();
            to.WriteLine("Cranes");
            var cranes = new TextTable(("CRANE", false), ("FIRMWARE", false));
            foreach (var (crane, firmware) in content.Firmware) cranes.Add(crane, firmware);
            cranes.Print(to, indent: 2);
        }

        to.WriteLine();
        to.WriteLine("Links");
        var links = new TextTable(("CLIENT", false), ("SERVER", false), ("SERVICE", false), ("FLOWS", true));
        foreach (var (link, flows) in content.Links)
            links.Add(link.Client.ToString(), link.Server.ToString(), link.Service, flows.ToString("N0", CultureInfo.InvariantCulture));
        links.Print(to, indent: 2);
        to.WriteLine();
        to.WriteLine("Not as approved");
        foreach (var difference in content.Differences) to.WriteLine($"  {difference.Kind}: {difference.Text}");
        if (content.Differences.Count == 0) to.WriteLine("  nothing");
        if (content.Refused > 0)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{content.Refused:N0} hosts and links are left out: there were too many"));
    }

    private static string Role(InventoryContent content, InventoryAsset asset)
    {
        string role = content.IsOutside(asset) ? $"outside, {asset.Role}" : asset.Role;
        return content.OwnerOf(asset) is { } owner ? $"{role} ({owner})" : role;
    }

    private static string Some(IReadOnlyCollection<string> texts) => texts.Count == 0 ? "-"
        : string.Join(", ", texts.Take(MostServices)) + (texts.Count > MostServices ? $" and {texts.Count - MostServices} more" : "");

    private static string Time(long ns) => EventTime.ToText(ns)[..19] + "Z";
}
