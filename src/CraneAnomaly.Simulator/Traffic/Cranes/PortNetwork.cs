namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>Who is on the network of the port, and how each is reached.</summary>
internal sealed class PortNetwork
{
    /// <summary>Modbus/TCP (RFC-registered port), and the unit of every controller.</summary>
    public const int ModbusPort = 502, Unit = 1;

    /// <summary>Addresses of the port's own network.</summary>
    public const string Network = "10.20.0.0/16";

    public const string SwitchMac = "02:00:0a:14:00:fe";

    private const int ControllersPerNet = 200;

    private int _port = 49_800;

    public PortNetwork(int cranes) => Controllers = [.. Enumerable.Range(0, cranes).Select(i =>
        Local($"10.20.{1 + (i / ControllersPerNet)}.{11 + (i % ControllersPerNet)}", 64, 900 + (1_777 * i)))];

    public Host Router { get; } = Local("10.20.0.1", 64, 11_000);

    /// <summary>Names and time.</summary>
    public Host Names { get; } = Local("10.20.0.2", 64, 23_000);

    /// <summary>The terminal operating system.</summary>
    public Host Jobs { get; } = Local("10.20.0.3", 64, 52_000);

    /// <summary>The crane management system: reads all controllers.</summary>
    public Host Management { get; } = Local("10.20.0.5", 128, 7_000);

    /// <summary>The operators' console: writes set points, lights, and a heartbeat.</summary>
    public Host Console { get; } = Local("10.20.0.6", 128, 31_000);

    /// <summary>The controllers, crane by crane.</summary>
    public IReadOnlyList<Host> Controllers { get; }

    /// <summary>A machine on the port's own network.</summary>
    public static Host Local(string ip, int ttl, int firstId)
    {
        byte[] address = [.. ip.Split('.').Select(byte.Parse)];
        return new(ip, $"02:00:{address[0]:x2}:{address[1]:x2}:{address[2]:x2}:{address[3]:x2}", ttl, firstId & 0xFFFF);
    }

    /// <summary>A machine by its address: one outside of the port's own network is behind the router.</summary>
    public Host Any(string ip, int firstId) =>
        ip.StartsWith("10.20.", StringComparison.Ordinal) ? Local(ip, 128, firstId) : new(ip, Router.Mac, 52, firstId & 0xFFFF);

    /// <summary>A port for a client's next connection.</summary>
    public int NextPort() => _port = _port >= 65_000 ? 49_800 : _port + 1;
}
