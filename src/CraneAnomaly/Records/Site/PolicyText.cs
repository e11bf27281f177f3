using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CraneAnomaly.Records.Site;

/// <summary>Writes a policy as <c>policy.json</c> has it; what is not said is left out.</summary>
internal static class PolicyText
{
    public static string Of(SitePolicy policy)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            List(json, "zones", policy.Zones, zone =>
            {
                json.WriteString("name", zone.Name);
                Texts(json, "networks", zone.Networks.Select(Text));
            });
            List(json, "remote", policy.Remote, remote =>
            {
                json.WriteString("network", Text(remote.Network));
                if (remote.User is not null) json.WriteString("user", remote.User);
                if (remote.Protocols.Count > 0) Texts(json, "protocols", remote.Protocols);
            });
            List(json, "devices", policy.Devices, device =>
            {
                if (device.Mac is { } mac) json.WriteString("mac", mac.ToString());
                if (device.Ip is { } ip) json.WriteString("ip", ip.ToString());
                if (device.Name is not null) json.WriteString("name", device.Name);
                if (device.Role is not null) json.WriteString("role", device.Role);
                if (device.Firmware is not null) json.WriteString("firmware", device.Firmware);
            });
            List(json, "writers", policy.Writers, pair => Pair(json, pair));
            List(json, "known_polling", policy.KnownPolling, pair => Pair(json, pair));
            if (policy.Tiers.Count > 0)
            {
                json.WriteStartObject("tiers");
                foreach (var (name, tier) in policy.Tiers.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(name, tier);
                json.WriteEndObject();
            }

            if (policy.Handling is not null) json.WriteString("handling", policy.Handling);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan) + "\n";
    }

    private static void Pair(Utf8JsonWriter json, PolicyWriter pair)
    {
        if (pair.Source is { } source) json.WriteString("src", Text(source));
        if (pair.Destination is { } destination) json.WriteString("dst", Text(destination));
        if (pair.Unit is { } unit) json.WriteNumber("unit", unit);
        if (pair.Functions.Count > 0) Texts(json, "functions", pair.Functions);
        if (pair.From is not null) json.WriteString("from", pair.From);
        if (pair.To is not null) json.WriteString("to", pair.To);
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    // One address by itself, as people write it.
    private static string Text(IpNetwork network)
    {
        int bits = network.Address.IsV4 ? network.Bits - 96 : network.Bits;
        return network.Bits == 128 ? network.Address.ToString() : $"{network.Address}/{bits}";
    }
}
