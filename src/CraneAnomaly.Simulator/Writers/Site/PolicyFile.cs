using System.Text.Json;
using CraneAnomaly.Simulator.Traffic;
using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary><c>policy.json</c>: who may do what on the network of the port.</summary>
internal static class PolicyFile
{
    public const string Name = "policy.json";

    private static readonly string[] Writes = ["write_single_coil", "write_single_register"];

    private static readonly string[] Reads =
        ["read_coils", "read_discrete_inputs", "read_holding_registers", "read_input_registers"];

    public static void Write(string path, PortNetwork network, IReadOnlyList<CraneNameplate> cranes) => JsonFile.Write(path, json =>
    {
        json.WriteStartObject();
        JsonFile.Array(json, "zones", (string[])["cranes"], zone =>
        {
            json.WriteString("name", zone);
            JsonFile.Texts(json, "networks", PortNetwork.Network);
        });
        json.WriteStartArray("remote");
        json.WriteEndArray();
        JsonFile.Array(json, "devices", Devices(network, cranes), device =>
        {
            json.WriteString("mac", device.Host.Mac);
            json.WriteString("ip", device.Host.Ip);
            json.WriteString("name", device.Name);
            json.WriteString("role", device.Role);
            if (device.Firmware is not null) json.WriteString("firmware", device.Firmware);
        });
        Pairs(json, "writers", network.Console, network.Controllers, Writes);
        Pairs(json, "known_polling", network.Management, network.Controllers, Reads);
        json.WriteString("handling", "TLP:GREEN");
        json.WriteEndObject();
    });

    private static IEnumerable<(Host Host, string Name, string Role, string? Firmware)> Devices(
        PortNetwork network, IReadOnlyList<CraneNameplate> cranes)
    {
        yield return (network.Router, "router", "router", null);
        yield return (network.Names, "names", "server", null);
        yield return (network.Jobs, "tos", "server", null);
        yield return (network.Management, "cms", "scada", null);
        yield return (network.Console, "console", "hmi", null);
        for (int i = 0; i < cranes.Count; i++)
            yield return (network.Controllers[i], $"{cranes[i].Id}-plc", "plc", cranes[i].Firmware);
    }

    private static void Pairs(Utf8JsonWriter json, string name, Host from, IEnumerable<Host> to, string[] functions) =>
        JsonFile.Array(json, name, to, host =>
        {
            json.WriteString("src", from.Ip);
            json.WriteString("dst", host.Ip);
            json.WriteNumber("unit", PortNetwork.Unit);
            JsonFile.Texts(json, "functions", functions);
        });
}
