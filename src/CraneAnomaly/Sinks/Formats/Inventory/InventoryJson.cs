using System.Text.Json;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>An inventory as one JSON object.</summary>
internal static class InventoryJson
{
    public static void Write(Stream to, InventoryContent content)
    {
        using var json = new Utf8JsonWriter(to, new() { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("assets");
        foreach (var asset in content.Assets) WriteAsset(json, asset, content.IsOutside(asset), content.OwnerOf(asset));
        json.WriteEndArray();
        json.WriteStartArray("cranes");
        foreach (var (crane, firmware) in content.Firmware)
        {
            json.WriteStartObject();
            json.WriteString("id", crane);
            json.WriteString("firmware", firmware);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var (link, flows) in content.Links)
        {
            json.WriteStartObject();
            json.WriteString("client", link.Client.ToString());
            json.WriteString("server", link.Server.ToString());
            json.WriteString("service", link.Service);
            json.WriteNumber("flows", flows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("differences");
        foreach (var difference in content.Differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", difference.Kind);
            json.WriteString("subject", difference.Subject);
            json.WriteString("text", difference.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("left_out", content.Refused);
        json.WriteEndObject();
    }

    private static void WriteAsset(Utf8JsonWriter json, InventoryAsset asset, bool outside, NetworkName? owner)
    {
        json.WriteStartObject();
        json.WriteString("ip", asset.Address.ToString());
        WriteList(json, "macs", asset.Macs);
        json.WriteString("role", asset.Role);
        if (owner is { Country.Length: > 0 }) json.WriteString("country", owner.Country);
        if (owner is { Network.Length: > 0 }) json.WriteString("network", owner.Network);
        json.WriteBoolean("outside", outside);
        WriteList(json, "names", asset.Names);
        WriteList(json, "serves", asset.Serves);
        WriteList(json, "uses", asset.Uses);
        json.WriteStartObject("identity");
        foreach (var (name, value) in asset.Identity) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("first_seen", EventTime.ToText(asset.FirstNs));
        json.WriteString("last_seen", EventTime.ToText(asset.LastNs));
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
