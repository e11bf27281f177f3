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

    /// <param name="path">The file.</param>
    /// <param name="network">Who is on the network.</param>
    /// <param name="cranes">The cranes.</param>
    /// <param name="remote">Who may come from outside or be called there: address, user and protocol, null for any.</param>
    /// <param name="laptop">An engineer's, who commands under permits alone.</param>
    public static void Write(
        string path, PortNetwork network, IReadOnlyList<CraneNameplate> cranes,
        IReadOnlyList<(string Address, string? User, string? Protocol)>? remote = null, Host? laptop = null) => JsonFile.Write(path, json =>
    {
        json.WriteStartObject();
        JsonFile.Array(json, "zones", (string[])["cranes"], zone =>
        {
            json.WriteString("name", zone);
            JsonFile.Texts(json, "networks", PortNetwork.Network);
        });
        JsonFile.Array(json, "remote", remote ?? [], entry =>
        {
            json.WriteString("network", entry.Address + "/32");
            if (entry.User is not null) json.WriteString("user", entry.User);
            if (entry.Protocol is not null) JsonFile.Texts(json, "protocols", entry.Protocol);
        });
        JsonFile.Array(json, "devices", Devices(network, cranes, laptop), device =>
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
        PortNetwork network, IReadOnlyList<CraneNameplate> cranes, Host? laptop)
    {
        yield return (network.Router, "router", "router", null);
        yield return (network.Names, "names", "server", null);
        yield return (network.Jobs, "tos", "server", null);
        yield return (network.Management, "cms", "scada", null);
        yield return (network.Console, "console", "hmi", null);
        for (int i = 0; i < cranes.Count; i++)
            yield return (network.Controllers[i], $"{cranes[i].Id}-plc", "plc", cranes[i].Firmware);
        if (laptop is not null) yield return (laptop, "engineer", "laptop", null);
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
