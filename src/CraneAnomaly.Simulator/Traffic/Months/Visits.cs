using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>
/// Who comes to work on cranes under a permit: the vendor from outside, who looks, and an engineer with a laptop that is on
/// the list of devices, who changes a parameter and puts it back.
/// </summary>
internal sealed class Visits(PortMonth month)
{
    public const string VendorAddress = "198.51.100.77", VendorUser = "vendor-service", LaptopAddress = "10.20.0.60";

    private const long Minute = 60 * Second;

    private readonly List<SimulatedPermit> _permits = [];

    public IReadOnlyList<SimulatedPermit> Permits => _permits;

    public PortTraffic Traffic => month.Traffic;

    public Host Vendor { get; } = month.Traffic.Network.Any(VendorAddress, 9_000);

    public Host Laptop { get; } = PortNetwork.Local(LaptopAddress, 128, 44_000);

    /// <summary>A paper is written.</summary>
    public void Permit(int crane, string person, string source, string actions, long from, long to) => _permits.Add(new(
        $"PT-{_permits.Count + 1:000}", crane < 0 ? "" : month.Port.Nameplates[crane].Id, person, "controller", source, actions, from, to,
        "terminal operations"));

    /// <summary>The vendor looks at a crane.</summary>
    public void Vend(int crane, long at, long length)
    {
        Permit(crane, VendorUser, VendorAddress, "read;session", at - 10 * Minute, at + length + 10 * Minute);
        SessionAttacks.PermittedRdp(month.Scene(crane, at, at + length), Vendor, VendorUser);
    }

    /// <summary>The engineer tries a lower limit on a crane, and puts it back.</summary>
    public void Engineer(int crane, long at)
    {
        Permit(crane, "engineer", LaptopAddress, "read;write;parameter", at - 10 * Minute, at + 70 * Minute);
        var scene = month.Scene(crane, at, at + 40 * Minute);
        var client = Enter(scene, at);
        scene.At(at + Minute, now => client.Ask(now, ModbusEncoder.Read(3, RegisterMap.SpeedLimits, 4)));
        SetLimit(scene, client, at + 5 * Minute, 90);
        SetLimit(scene, client, at + 35 * Minute, 100);
    }

    /// <summary>The management system is updated: for minutes it asks nobody.</summary>
    public void Restart(long at)
    {
        Permit(-1, "port IT", "", "mode;download", at - 10 * Minute, at + 30 * Minute);
        for (int i = 0; i < month.Port.Cranes.Count; i++)
        {
            int crane = i;
            Traffic.Agenda.At(at, _ => Traffic.Silence(crane, true));
            Traffic.Agenda.At(at + 4 * Minute, _ => Traffic.Silence(crane, false));
        }
    }

    /// <summary>The engineer's laptop connects to a controller.</summary>
    public ModbusClient Enter(AttackScene scene, long at)
    {
        var session = scene.Connection(Laptop, scene.Controller, PortNetwork.ModbusPort);
        scene.At(at, now => scene.Office.Announce(now, Laptop));
        scene.At(at + 2 * Second, now => scene.Office.Arp(now, Laptop, scene.Controller));
        scene.At(at + 2 * Second + 2 * Millisecond, now => session.Open(now, scene.RoundTrip()));
        return scene.Client(session);
    }

    /// <summary>The trolley's limit is set, in percent, and the crane keeps to it.</summary>
    public void SetLimit(AttackScene scene, ModbusClient client, long at, int percent) => scene.At(at, now =>
    {
        client.Ask(now, ModbusEncoder.WriteRegister(RegisterMap.SpeedLimits + 1, percent));
        month.Port.Cranes[scene.Crane].Overrides.Derating[1] = percent / 100.0;
    });
}
