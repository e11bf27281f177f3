using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Simulator.Traffic.Intrusion;

/// <summary>
/// A quay with two ship-to-shore cranes that work, and who speaks with them day after day. Everything is entered in
/// <see cref="Agenda"/>; what happens besides is for the scenario to enter.
/// </summary>
internal sealed class QuayNetwork
{
    private const string SwitchMac = "02:00:0a:14:01:fe";

    private readonly long _startNs;
    private int _port = 51_200;

    public QuayNetwork(long startNs, Noise noise)
    {
        (_startNs, Noise) = (startNs, noise);
        Office = new(Port, noise);
        First = new("QC-PLC 1", startNs, noise);
        Second = new("QC-PLC 2", startNs, noise);
        Poll(FirstHost, First, 100);
        Poll(SecondHost, Second, 150);
        Operate(FirstHost, First, 400);
        Operate(SecondHost, Second, 450);
        Surroundings();
    }

    public Agenda Agenda { get; } = new();

    public MirrorPort Port { get; } = new();

    public Noise Noise { get; }

    public OfficeTraffic Office { get; }

    public Host Router { get; } = new("10.20.1.1", "02:00:0a:14:01:01", 64, 11_000);

    public Host Names { get; } = new("10.20.1.2", "02:00:0a:14:01:02", 64, 23_000);

    public Host Jobs { get; } = new("10.20.1.3", "02:00:0a:14:01:03", 64, 52_000);

    public Host Management { get; } = new("10.20.1.5", "02:00:0a:14:01:05", 128, 7_000);

    public Host Hmi { get; } = new("10.20.1.6", "02:00:0a:14:01:06", 128, 31_000);

    public Host FirstHost { get; } = new("10.20.1.11", "02:00:0a:14:01:0b", 64, 900);

    public Host SecondHost { get; } = new("10.20.1.12", "02:00:0a:14:01:0c", 64, 4_400);

    public CraneController First { get; }

    public CraneController Second { get; }

    /// <summary>A port for a client's next connection.</summary>
    public int NextPort() => _port++;

    /// <summary>A connection to a controller by whomever.</summary>
    public TcpSession Connection(Host client, Host server, int port) => new(Port, client, NextPort(), server, port, Noise);

    // Once a second, over one connection: what the crane does, then its switches.
    private void Poll(Host host, CraneController controller, long offsetMs)
    {
        var session = Connection(Management, host, 502);
        var client = new ModbusClient(session, controller.Answer, Noise);
        Agenda.At(_startNs + 20 * Agenda.Millisecond + offsetMs * 10_000, at => session.Open(at, Noise.Between(250_000, 700_000)));
        long planned = _startNs + offsetMs * Agenda.Millisecond, late = 0;
        Agenda.Every(planned, Gap, at =>
        {
            if (client.Ask(at, ModbusEncoder.Read(3, 100, 12), more: true) is { } answered)
                client.Ask(answered + Noise.Between(600_000, 2_500_000), ModbusEncoder.Read(1, 0, 16));
        });

        // The period is kept on average; each turn is late by what the system's timer is late.
        long Gap()
        {
            long before = planned + late;
            planned += Agenda.Second;
            late = Noise.Between(0, 9_000_000);
            return planned + late - before;
        }
    }

    // Somebody at the console sets the speed, or switches the flood lights, every now and then.
    private void Operate(Host host, CraneController controller, long offsetMs)
    {
        var session = Connection(Hmi, host, 502);
        var client = new ModbusClient(session, controller.Answer, Noise);
        bool lights = true;
        Agenda.At(_startNs + 60 * Agenda.Millisecond + offsetMs * 10_000, at => session.Open(at, Noise.Between(250_000, 700_000)));
        Agenda.Every(
            _startNs + Noise.Between(3, 9) * Agenda.Second + offsetMs * Agenda.Millisecond,
            () => Noise.Between(9, 31) * Agenda.Second,
            at =>
            {
                if (Noise.Next() % 4 != 0) client.Ask(at, ModbusEncoder.WriteRegister(200, (int)(60 + 5 * Noise.Between(0, 8))));
                else client.Ask(at, ModbusEncoder.WriteCoil(3, lights = !lights));
            });
    }

    private void Surroundings()
    {
        long Offset() => _startNs + Noise.Between(1, 19) * Agenda.Second + Noise.Between(550, 900) * Agenda.Millisecond;

        (Host From, Host About)[] neighbours =
            [(Management, FirstHost), (Management, SecondHost), (Hmi, FirstHost), (Hmi, SecondHost), (Management, Names), (Management, Jobs)];
        foreach (var (from, about) in neighbours)
            Agenda.Every(Offset(), () => Noise.Between(45, 60) * Agenda.Second, at => Office.Arp(at, from, about));
        // Controllers use the port of the service, the others any.
        foreach (var client in (Host[])[FirstHost, SecondHost, Management, Hmi])
        {
            Agenda.Every(
                Offset(), () => 64 * Agenda.Second + Noise.Between(0, 40) * Agenda.Millisecond,
                at => Office.Ntp(at, client, client == Management || client == Hmi ? NextPort() : 123, Names));
        }

        bool second = false;
        Agenda.Every(Offset(), () => 16 * Agenda.Second + Noise.Between(0, 40) * Agenda.Millisecond, at =>
        {
            Office.NextJob(at, Management, NextPort(), Names, Jobs, second ? "QC02" : "QC01");
            second = !second;
        });
        // Opened long before anybody captured.
        var share = Connection(Management, Jobs, 445);
        Agenda.Every(Offset(), () => 30 * Agenda.Second + Noise.Between(0, 40) * Agenda.Millisecond, at => Office.ShareEcho(at, share));
        Agenda.Every(_startNs + 7 * Agenda.Second, () => 30 * Agenda.Second, at => Office.Lldp(at, SwitchMac));
    }
}
