namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>What happens on the network, with at most one effect on the cranes.</summary>
/// <param name="Name">In kebab-case.</param>
/// <param name="Description">What happens, in one line.</param>
/// <param name="Run">Enters it.</param>
/// <param name="Effect">
/// The scenario of the cranes that it causes: it comes with the first of its events. Null where the cranes work as ever.
/// </param>
internal sealed record TrafficScenario(
    string Name, string Description, Action<AttackScene> Run, string? Effect = null)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrafficScenario> All { get; } =
    [
        new("unauthorised-write", "a laptop that never wrote writes set points of a crane's controller",
            ControllerAttacks.Write),
        new("function-scan", "a laptop reads addresses of all tables of a controller", ControllerAttacks.Scan),
        new("plc-stop-command", "a laptop stops a controller: it answers on, the outputs are off, the crane hangs by its brakes",
            ControllerAttacks.Stop, Effect: "plc-stop"),
        new("plc-download", "a laptop loads a program into a controller", ControllerAttacks.Download),
        new("plc-upload", "a laptop takes a copy of a controller's program", ControllerAttacks.Upload),
        new("force-outputs", "a laptop holds outputs of a controller", ControllerAttacks.Force),
        new("second-master", "a second machine polls a controller as the management system does", ControllerAttacks.SecondMaster),
        new("arp-spoof", "a laptop says that it has a controller's address", SessionAttacks.ArpSpoof),
        new("hidden-modem", "a cellular router wakes up in a crane and reads its controller", SessionAttacks.Modem),
        new("remote-desktop", "somebody outside takes an RDP session of the management system", SessionAttacks.Rdp),
        new("remote-screen", "somebody outside takes a VNC session of the console", SessionAttacks.Vnc),
        new("ssh-brute-force", "somebody outside tries passwords over SSH", SessionAttacks.BruteForce),
        new("beacon", "the management system calls out every minute", SessionAttacks.Beacon),
        new("dns-tunnel", "container numbers leave in names that are asked for", SessionAttacks.DnsTunnel),
        new("container-exfiltration", "container numbers leave over plain HTTP", SessionAttacks.Containers),
    ];

    /// <summary>The one of a name, or null.</summary>
    public static TrafficScenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
