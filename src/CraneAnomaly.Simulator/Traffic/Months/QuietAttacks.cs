using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>Attacks of a port's month: those of the short scenarios, and others that take their time.</summary>
internal sealed class QuietAttacks(PortMonth month, Visits visits, Services services)
{
    private const string Session = "remote-session", Leak = "data-exfiltration", Device = "rogue-device", Command = "unusual-command";
    private const long Minute = 60 * Second, Hour = 60 * Minute;
    private const int LeakedBytes = 40, LeakedMoves = 230;

    private readonly List<MonthAttack> _all = [];
    private readonly List<(MonthAttack Attack, AttackScene Scene, bool Within)> _leaks = [];

    public IReadOnlyList<MonthAttack> All => _all;

    /// <summary>Whether a kind needs most of a day.</summary>
    public static bool Lasts(MonthAttackKind kind) =>
        kind is MonthAttackKind.Beacon or MonthAttackKind.LeakWithin or MonthAttackKind.LeakBeside;

    /// <summary>Enters one.</summary>
    public void Enter(MonthAttackKind kind, int crane, long at, long latest)
    {
        long length = Lasts(kind) ? 26 * Hour : kind is MonthAttackKind.Names or MonthAttackKind.SecondMaster ? 45 * Minute : 20 * Minute;
        var scene = month.Scene(crane, at, Math.Min(latest, at + length));
        Run(kind, scene);
        var attack = new MonthAttack(kind, scene.Number, month.EventOf(scene));
        _all.Add(attack);
        if (kind is not (MonthAttackKind.LeakWithin or MonthAttackKind.LeakBeside)) return;
        if (_leaks.Count == 0) month.Traffic.Moved += OnMove;
        _leaks.Add((attack, scene, kind == MonthAttackKind.LeakWithin));
    }

    private void Run(MonthAttackKind kind, AttackScene scene)
    {
        switch (kind)
        {
            case MonthAttackKind.RemoteDesktop: SessionAttacks.Rdp(scene); break;
            case MonthAttackKind.RemoteScreen: SessionAttacks.Vnc(scene); break;
            case MonthAttackKind.Modem: SessionAttacks.Modem(scene); break;
            case MonthAttackKind.AddressConflict: SessionAttacks.ArpSpoof(scene); break;
            case MonthAttackKind.PlainList: SessionAttacks.Containers(scene); break;
            case MonthAttackKind.BruteForce: SessionAttacks.BruteForce(scene); break;
            case MonthAttackKind.SecondMaster: SecondMaster(scene); break;
            case MonthAttackKind.Beacon: Beacon(scene); break;
            case MonthAttackKind.Names: Names(scene); break;
            case MonthAttackKind.Volume: Volume(scene); break;
            case MonthAttackKind.RogueTime: RogueTime(scene); break;
            case MonthAttackKind.Lateral: Lateral(scene); break;
            case MonthAttackKind.Silence: Silence(scene); break;
            case MonthAttackKind.NoPermit: NoPermit(scene); break;
            case MonthAttackKind.OtherCrane: Breach(scene, (scene.Crane + 1) % month.Port.Cranes.Count, "read;write;parameter"); break;
            case MonthAttackKind.OtherAction: Breach(scene, scene.Crane, "read"); break;
            case MonthAttackKind.LeftBypass: Left(scene, isBypass: true); break;
            case MonthAttackKind.LeftLimit: Left(scene, isBypass: false); break;
            default:
                scene.Label(Leak, "exfiltration.follows-jobs", scene.Start, scene.End,
                    $"{scene.Network.Management.Ip} sends {LeakedBytes} encrypted bytes to {Services.Cloud} after each move of {scene.CraneId}");
                break;
        }
    }

    // A few seconds after a container was moved its number goes out, encrypted.
    private void OnMove(int crane, long at)
    {
        foreach (var (attack, scene, within) in _leaks)
        {
            if (crane != scene.Crane || at < scene.Start || at >= scene.End || attack.MovesNs.Count >= LeakedMoves) continue;
            attack.MovesNs.Add(at);
            long then = at + scene.Noise.Between(2_000, 8_000) * Millisecond;
            scene.Then(then, now =>
            {
                if (within) services.SayWithin(now, LeakedBytes);
                else services.SayBeside(now, LeakedBytes, scene.Noise);
            });
        }
    }

    private static void SecondMaster(AttackScene scene)
    {
        var session = scene.Connection(scene.Laptop, scene.Controller, PortNetwork.ModbusPort);
        var client = scene.Client(session);
        var label = scene.Label(Device, "device.second-master", scene.Start, scene.End,
            $"{scene.Laptop.Ip} polls the controller of {scene.CraneId} every half minute, as the management system does");
        label(scene.Start, at => scene.Office.Announce(at, scene.Laptop));
        label(scene.Start + 2 * Second, at => scene.Office.Arp(at, scene.Laptop, scene.Controller));
        label(scene.Start + 3 * Second, at => session.Open(at, scene.RoundTrip()));
        for (long at = scene.Start + 4 * Second; at < scene.End; at += 30 * Second)
        {
            label(at + scene.Noise.Between(0, 9_000_000), now => client.Ask(
                now, ModbusEncoder.Read(4, 0, RegisterMap.InputRegisters)));
        }
    }

    private static void Beacon(AttackScene scene)
    {
        var label = scene.Label(Session, "session.beacon", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} calls {scene.Outside.Ip}:443 about once an hour, up to 18 minutes early or late");
        for (long hour = scene.Start; hour < scene.End; hour += Hour)
        {
            long at = hour == scene.Start ? hour : hour + scene.Noise.Between(-18 * 60, 18 * 60) * Second;
            var session = scene.Connection(scene.Network.Management, scene.Outside, 443);
            label(at, now => new TlsTalk(session, scene.Noise).Run(now, "telemetry.vendor.example", 1));
        }
    }

    private static void Names(AttackScene scene)
    {
        var label = scene.Label(Leak, "exfiltration.dns", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} asks once a minute for a name that carries one container number");
        for (long at = scene.Start; at < scene.End; at += Minute + scene.Noise.Between(-5, 5) * Second)
        {
            string question = SessionAttacks.Base32(string.Concat(SessionAttacks.Containers(scene.Noise, 1)));
            int id = (int)scene.Noise.Between(0, 0xFFFF), port = scene.Network.NextPort();
            long delay = scene.Noise.Between(20, 60) * Millisecond;
            label(at, now => SessionAttacks.AskName(scene, now, delay, id, port, question));
        }
    }

    // To where it is allowed to talk, and far more than ever.
    private static void Volume(AttackScene scene)
    {
        const int Chunks = 120, ChunkBytes = 50_000;
        var cloud = scene.Network.Any(Services.Cloud, 5_500);
        var session = scene.Connection(scene.Network.Management, cloud, 443);
        var label = scene.Label(Leak, "exfiltration.volume", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} sends {Chunks * ChunkBytes / 1_000_000} MB to {Services.Cloud} within minutes");
        var talk = new TlsTalk(session, scene.Noise);
        label(scene.Start, at => talk.Hello(session.Open(at, 24 * Millisecond), "api.vendor.example", scene.Noise.Bytes(32)));
        for (int i = 0; i < Chunks; i++)
        {
            label(scene.Start + (i + 1) * 4 * Second, at =>
            {
                for (int sent = 0; sent < ChunkBytes; sent += 10_000) talk.Data(at += 2 * Millisecond, false, 10_000);
                session.Acknowledge(at + 30 * Millisecond, fromServer: true);
            });
        }

        label(scene.Start + (Chunks + 2) * 4 * Second, at => session.Close(at, fromServer: false, 24 * Millisecond));
    }

    private static void RogueTime(AttackScene scene)
    {
        var label = scene.Label("blind-spot", "clock.suspect", scene.Start, scene.End,
            $"the controller of {scene.CraneId} asks {scene.Laptop.Ip} for the time, and is told it");
        label(scene.Start, at => scene.Office.Announce(at, scene.Laptop));
        for (long at = scene.Start + 2 * Second; at < scene.End; at += 64 * Second)
            label(at, now => scene.Office.Ntp(now, scene.Controller, 123, scene.Laptop));
    }

    private static void Lateral(AttackScene scene)
    {
        var session = scene.Connection(scene.Network.Console, scene.Network.Jobs, 3389);
        var label = scene.Label(Session, "session.new-endpoint", scene.Start, scene.End,
            $"{scene.Network.Console.Ip} takes an RDP session of {scene.Network.Jobs.Ip}, which it never did");
        label(scene.Start, at => SessionAttacks.RunRdp(session, at, Math.Min(scene.End, at + 10 * Minute), "administrator", scene.Noise));
    }

    private void Silence(AttackScene scene)
    {
        scene.Label("blind-spot", "blind-spot.silent", scene.Start, scene.End, $"nobody asks the controller of {scene.CraneId} any more");
        month.Traffic.Agenda.At(scene.Start, _ => month.Traffic.Silence(scene.Crane, true));
        month.Traffic.Agenda.At(scene.End, _ => month.Traffic.Silence(scene.Crane, false));
    }

    private void NoPermit(AttackScene scene)
    {
        var session = scene.Connection(visits.Vendor, scene.Network.Management, 3389);
        var label = scene.Label(Session, "session.no-permit", scene.Start, scene.End,
            $"{Visits.VendorAddress}, who is approved, takes a session and has no permit for it");
        label(scene.Start, at => SessionAttacks.RunRdp(session, at, Math.Min(scene.End, at + 10 * Minute), Visits.VendorUser, scene.Noise));
    }

    // There is a permit: for another crane, or for something less.
    private void Breach(AttackScene scene, int permitted, string actions)
    {
        visits.Permit(permitted, "engineer", Visits.LaptopAddress, actions, scene.Start - 10 * Minute, scene.End + 20 * Minute);
        scene.Label(Command, "command.first-seen", scene.Start, scene.End,
            $"{Visits.LaptopAddress} sets the trolley's limit of {scene.CraneId}; its permit is for {month.Port.Nameplates[permitted].Id} and {actions}");
        var client = visits.Enter(scene, scene.Start);
        visits.SetLimit(scene, client, scene.Start + 2 * Minute, 80);
        visits.SetLimit(scene, client, scene.End, 100);
    }

    // What was done under the permit was allowed; that it is still so after it was not.
    private void Left(AttackScene scene, bool isBypass)
    {
        long ends = scene.Start, from = ends - 40 * Minute, until = ends + 6 * Hour;
        visits.Permit(scene.Crane, "engineer", Visits.LaptopAddress, isBypass ? "read;write;parameter;mode;bypass" : "read;write;parameter", from - 10 * Minute, ends);
        var (family, name, note) = isBypass
            ? ("safety-invariant", "interlock.I13", $"the bypass of {scene.CraneId} stays on after its permit")
            : (Session, "session.no-permit", $"the trolley's limit of {scene.CraneId} stays at 85 percent after its permit");
        scene.Label(family, name, ends, until, note);
        var client = visits.Enter(scene, from);
        if (isBypass)
        {
            month.Traffic.Agenda.At(from + 5 * Minute, _ => month.Port.Cranes[scene.Crane].Overrides.Bypass = true);
            month.Traffic.Agenda.At(until, _ => month.Port.Cranes[scene.Crane].Overrides.Bypass = false);
            return;
        }

        visits.SetLimit(scene, client, from + 5 * Minute, 85);
        month.Traffic.Agenda.At(until, _ => month.Port.Cranes[scene.Crane].Overrides.Derating[1] = 1);
    }
}
