using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>
/// A port that was delivered with everything that reports about cranes tell of: a cellular modem that reads a controller, a
/// beacon, a session from the vendor's country every night, and a second machine that writes. All of it from the first hour on.
/// </summary>
internal static class BuiltIn
{
    public const string SecondWriter = "10.20.0.66", NightAddress = "203.0.113.40", BeaconAddress = "203.0.113.90", ModemAddress = "10.20.0.199";

    private const long Hour = 3_600 * Second;

    public static void Enter(PortMonth month, MonthOptions options)
    {
        var traffic = month.Traffic;
        var scene = month.Scene(0, options.StartNs, options.EndNs);
        long begins = options.StartNs + Hour;
        var modem = new Host(ModemAddress, SessionAttacks.ModemMac, 64, 3_000);
        Poll(scene, modem, begins, 30 * Second, _ => ModbusEncoder.Read(4, 0, RegisterMap.InputRegisters));
        Poll(scene, PortNetwork.Local(SecondWriter, 128, 8_000), begins + 60 * Second, 600 * Second,
            n => ModbusEncoder.WriteRegister(RegisterMap.SetPoint, 80 + 5 * (n % 5)));
        var beacon = traffic.Network.Any(BeaconAddress, 17_000);
        traffic.Agenda.Every(begins, () => Hour + scene.Noise.Between(-300, 300) * Second, at => new TlsTalk(
            scene.Connection(traffic.Network.Management, beacon, 443), scene.Noise).Run(at, "c2.example", 1));
        var night = traffic.Network.Any(NightAddress, 29_000);
        traffic.Agenda.Every(options.StartNs + 2 * Hour, () => 24 * Hour + scene.Noise.Between(-300, 300) * Second, at => SessionAttacks.RunRdp(
            scene.Connection(night, traffic.Network.Management, 3389), at, at + 600 * Second, "remote", scene.Noise));
    }

    private static void Poll(AttackScene scene, Host from, long begins, long period, Func<int, byte[]> request)
    {
        var session = scene.Connection(from, scene.Controller, PortNetwork.ModbusPort);
        var client = scene.Client(session);
        int count = 0;
        scene.At(begins, at => scene.Office.Announce(at, from));
        scene.At(begins + Second, at => session.Open(at, scene.RoundTrip()));
        scene.Traffic.Agenda.Every(
            begins + 2 * Second, () => period + scene.Noise.Between(0, 9) * Millisecond, at => client.Ask(at, request(count++)));
    }
}
