using System.Text;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Intrusion;

/// <summary>
/// The data set <c>modbus-intrusion</c>: ten minutes of normal work, then four minutes in which a laptop looks
/// around, slows one crane down and silences the other, and the management system speaks with somebody outside.
/// </summary>
internal static class ModbusIntrusion
{
    public const string Name = "modbus-intrusion";

    private const string CleanName = "clean.pcap", AttackName = "attack.pcap", LabelsName = "labels.json";

    // 2026-03-02T06:00:00Z, a Monday.
    private const long StartNs = 1_772_431_200 * Second;
    private const long CleanNs = 600 * Second, AttackNs = 240 * Second;
    private const ulong Seed = 20_260_302;

    /// <summary>Names of the files.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [CleanName, AttackName, LabelsName];

    /// <summary>The files, by name.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Files()
    {
        var quay = new QuayNetwork(StartNs, new Noise(Seed));
        long attack = StartNs + CleanNs;
        Enter(quay, attack);
        quay.Agenda.RunUntil(attack + AttackNs);
        using MemoryStream clean = new(), attacked = new();
        quay.Port.DrainTo(new CaptureFile(clean), attack);
        var capture = new CaptureFile(attacked);
        quay.Port.DrainTo(capture, attack + AttackNs);
        return
        [
            (CleanName, clean.ToArray()),
            (AttackName, attacked.ToArray()),
            (LabelsName, Encoding.UTF8.GetBytes(Labels(capture))),
        ];
    }

    private static void Enter(QuayNetwork quay, long start)
    {
        var laptop = new Host("10.20.1.77", "02:00:0a:14:01:4d", 128, 40_100);
        var outside = new Host("203.0.113.9", quay.Router.Mac, 52, 61_000);
        Explore(quay, laptop, start);
        CallOut(quay, outside, start + 130 * Second);
        Silence(quay, laptop, start + 190 * Second);
    }

    // Device identification, a scan of registers, the speed limit, and a look at whether it took.
    private static void Explore(QuayNetwork quay, Host laptop, long start)
    {
        var session = quay.Connection(laptop, quay.SecondHost, 502);
        var client = new ModbusClient(session, quay.Second.Answer, quay.Noise);
        quay.Agenda.At(start + 20 * Second, at => quay.Office.Announce(at, laptop));
        quay.Agenda.At(start + 22 * Second + 300 * Millisecond, at => quay.Office.Arp(at, laptop, quay.SecondHost));
        quay.Agenda.At(start + 22 * Second + 301 * Millisecond, at => session.Open(at, quay.Noise.Between(250_000, 700_000)));
        Marked(quay, "identify", start + 25 * Second, at => client.Ask(at, ModbusEncoder.Identify(1, 0)));
        for (int address = 0; address <= 400; address++)
        {
            var read = ModbusEncoder.Read(3, address, 1);
            bool more = address < 400;
            Marked(quay, "scan", start + 35 * Second + address * 45 * Millisecond + quay.Noise.Between(0, 15_000_000),
                at => client.Ask(at, read, more));
        }

        Marked(quay, "throttle", start + 90 * Second, at => client.Ask(at, ModbusEncoder.WriteRegister(210, 60)));
        Marked(quay, "throttle", start + 92 * Second, at => client.Ask(at, ModbusEncoder.Read(3, 210, 1)));
        quay.Agenda.At(start + 95 * Second, at => session.Close(at, fromServer: false, 400_000));
    }

    private static void CallOut(QuayNetwork quay, Host outside, long start)
    {
        var session = quay.Connection(quay.Management, outside, 443);
        quay.Agenda.At(start, at => quay.Office.Arp(at, quay.Management, quay.Router));
        Marked(quay, "call-out", start + 2 * Millisecond, at => new TlsTalk(session, quay.Noise).Run(at, "update.example.net", 8));
    }

    private static void Silence(QuayNetwork quay, Host laptop, long start)
    {
        var session = quay.Connection(laptop, quay.FirstHost, 502);
        var client = new ModbusClient(session, quay.First.Answer, quay.Noise);
        quay.Agenda.At(start, at => quay.Office.Arp(at, laptop, quay.FirstHost));
        quay.Agenda.At(start + Millisecond, at => session.Open(at, quay.Noise.Between(250_000, 700_000)));
        Marked(quay, "silence", start + 3 * Second, at => client.Ask(at, ModbusEncoder.Diagnostics(4, 0)));
        quay.Agenda.At(start + 8 * Second, at => session.Close(at, fromServer: false, 400_000));
    }

    private static void Marked(QuayNetwork quay, string mark, long at, Action<long> act) => quay.Agenda.At(at, now =>
    {
        quay.Port.Mark = mark;
        act(now);
        quay.Port.Mark = null;
    });

    private static string Labels(CaptureFile attack)
    {
        (string Mark, string Family, string Name, string Note)[] labels =
        [
            ("identify", "unusual-command", "command.first-seen",
                "10.20.1.77, never seen before, reads the device identification (43/14) of QC02"),
            ("scan", "unusual-command", "command.scan",
                "10.20.1.77 reads registers 0 to 400 of QC02 one by one; most of them do not exist"),
            ("throttle", "unusual-command", "command.first-seen",
                "10.20.1.77 writes the speed limit of QC02, register 210, from 100 to 60 percent and reads it back; "
                + "the crane is slower from then on"),
            ("call-out", "remote-session", "session.new-endpoint",
                "10.20.1.5 opens a TLS connection to 203.0.113.9:443, a public address"),
            ("silence", "unusual-command", "command.listen-only",
                "10.20.1.77 sends force listen only mode (8/4) to QC01, which answers nobody from then on"),
        ];
        return "[\n" + string.Join(",\n", labels.Select(l =>
            $$"""  {"input":"attack.pcap","frames":[{{attack.Marks[l.Mark].First}},{{attack.Marks[l.Mark].Last}}]"""
            + $$""","family":"{{l.Family}}","name":"{{l.Name}}","note":"{{l.Note}}"}""")) + "\n]\n";
    }
}
