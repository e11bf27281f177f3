using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>
/// The Modbus/TCP traffic that belongs to what the cranes report: the management system polls every controller, the
/// console writes set points, lights and a heartbeat, and the rest of the network lives. What somebody else does is
/// entered in <see cref="Agenda"/> beforehand; then samples are handed over in the order of time.
/// </summary>
internal sealed class PortTraffic
{
    private readonly IReadOnlyList<string> _cranes;
    private readonly CraneRegisters[] _registers;
    private readonly long _startNs;
    private readonly ulong _seed;
    private readonly OfficeTraffic _office;
    private readonly TrafficPace _pace;
    private readonly double[] _moves;
    private readonly bool[] _isSilent;
    private long _now;

    public PortTraffic(IReadOnlyList<string> cranes, long startNs, ulong seed, CaptureFile file, TrafficPace? pace = null)
    {
        (_cranes, _startNs, _seed, _now, _pace) = (cranes, startNs, seed, startNs, pace ?? TrafficPace.Usual);
        File = file;
        _moves = new double[cranes.Count];
        _isSilent = new bool[cranes.Count];
        _office = new(Mirror, Noise(0));
        Network = new(cranes.Count);
        _registers = [.. cranes.Select(_ => new CraneRegisters())];
        for (int i = 0; i < cranes.Count; i++)
        {
            Poll(i);
            Operate(i);
        }

        Surroundings();
    }

    public Agenda Agenda { get; } = new();

    public MirrorPort Mirror { get; } = new();

    public PortNetwork Network { get; }

    public OfficeTraffic Office => _office;

    /// <summary>How far it has come.</summary>
    public long NowNs => _now;

    /// <summary>Where what is seen from now on goes.</summary>
    public CaptureFile File { get; set; }

    /// <summary>Told when a crane has moved a container: its place, and when.</summary>
    public Action<int, long>? Moved { get; set; }

    /// <summary>First and last frame of each mark.</summary>
    public IReadOnlyDictionary<string, (int First, int Last)> Marks => File.Marks;

    /// <summary>What the controllers of the cranes hold that they have reported.</summary>
    public IEnumerable<(string Crane, string Controller, RegisterTag Tag)> Tags =>
        from i in Enumerable.Range(0, _cranes.Count)
        from tag in Enumerable.Range(0, RegisterMap.Tags.Count)
        where _registers[i].HasSeen(tag)
        select (_cranes[i], $"{Network.Controllers[i].Ip}:{PortNetwork.ModbusPort}/{PortNetwork.Unit}", RegisterMap.Tags[tag]);

    /// <summary>Goes on to a sample's time, from which on the controller of its crane answers with it.</summary>
    public void Update(CraneSample sample)
    {
        AdvanceTo(sample.ReceivedNs);
        _registers[sample.Crane].Update(sample);
        double moves = sample.Numbers[SignalPlaces.Moves];
        if (!(moves > _moves[sample.Crane])) return;
        _moves[sample.Crane] = moves;
        Moved?.Invoke(sample.Crane, sample.ReceivedNs);
    }

    /// <summary>The management system asks a controller no more, or again.</summary>
    public void Silence(int crane, bool isSilent) => _isSilent[crane] = isSilent;

    /// <summary>Goes on to the end.</summary>
    public void Complete(long endNs) => AdvanceTo(endNs);

    /// <summary>A connection by whomever.</summary>
    public TcpSession Connection(Host client, Host server, int port, Noise noise) =>
        new(Mirror, client, Network.NextPort(), server, port, noise);

    /// <summary>A connection to the controller of a crane, and who asks over it.</summary>
    public ModbusClient Client(TcpSession session, int crane, Noise noise) => new(session, _registers[crane].Answer, noise);

    /// <summary>Chance of its own for a purpose, so that one does not shift another.</summary>
    public Noise Noise(int purpose) => new((_seed * 0x9E37_79B9_7F4A_7C15) ^ ((ulong)purpose * 0xD1B5_4A32_D192_ED03));

    private void AdvanceTo(long at)
    {
        // A row that comes late does not take the network back.
        if (at <= _now) return;
        _now = at;
        Agenda.RunUntil(at);
        Mirror.DrainTo(File, at);
    }

    // Five times a second what moves; every other time the switches, every fifth the slow values and the coils.
    private void Poll(int crane)
    {
        var noise = Noise(2 + (2 * crane));
        var session = Connection(Network.Management, Network.Controllers[crane], PortNetwork.ModbusPort, noise);
        var client = Client(session, crane, noise);
        byte[] motion = ModbusEncoder.Read(4, 0, RegisterMap.InputRegisters);
        byte[] switches = ModbusEncoder.Read(2, 0, RegisterMap.DiscreteInputs);
        byte[] slow = ModbusEncoder.Read(3, RegisterMap.SlowValues, RegisterMap.SlowCount);
        byte[] coils = ModbusEncoder.Read(1, 0, RegisterMap.Coils);
        Agenda.At(_startNs + noise.Between(5_000_000, 90_000_000), at => session.Open(at, noise.Between(250_000, 700_000)));
        int turn = crane;
        long first = _startNs + noise.Between(150, 349) * Agenda.Millisecond + crane * _pace.SpreadNs;
        Repeat(first, _pace.PollNs, noise, at =>
        {
            turn++;
            if (_isSilent[crane]) return;
            bool withSwitches = turn % _pace.SwitchTurns == 0, withSlow = turn % _pace.SlowTurns == 0;
            at = Next(client.Ask(at, motion, more: withSwitches || withSlow));
            if (withSwitches) at = Next(client.Ask(at, switches, more: withSlow));
            if (!withSlow) return;
            at = Next(client.Ask(at, slow, more: _pace.HasCoils));
            if (_pace.HasCoils) client.Ask(at, coils);
        });

        long Next(long? answered) => answered!.Value + noise.Between(600_000, 2_500_000);
    }

    // Once a second a heartbeat; now and then somebody sets the speed, or switches the flood lights.
    private void Operate(int crane)
    {
        var noise = Noise(3 + (2 * crane));
        var session = Connection(Network.Console, Network.Controllers[crane], PortNetwork.ModbusPort, noise);
        var client = Client(session, crane, noise);
        Agenda.At(_startNs + noise.Between(5_000_000, 90_000_000), at => session.Open(at, noise.Between(250_000, 700_000)));
        int beats = (int)noise.Between(0, 0xFF), quiet = (int)noise.Between(5, 60);
        bool lights = true;
        Repeat(_startNs + noise.Between(150, 1149) * Agenda.Millisecond + crane * _pace.SpreadNs, _pace.HeartbeatNs, noise, at =>
        {
            beats = (beats + 1) & 0xFF;
            bool acts = --quiet < 0;
            at = client.Ask(at, ModbusEncoder.WriteRegister(RegisterMap.Heartbeat, beats), more: acts)!.Value;
            if (!acts) return;
            quiet = (int)noise.Between(15, 90);
            at += noise.Between(30, 300) * Agenda.Millisecond;
            if (noise.Next() % 4 != 0)
                client.Ask(at, ModbusEncoder.WriteRegister(RegisterMap.SetPoint, (int)(80 + (5 * noise.Between(0, 4)))));
            else client.Ask(at, ModbusEncoder.WriteCoil(RegisterMap.FloodLights, lights = !lights));
        });
    }

    private void Surroundings()
    {
        var noise = Noise(1);
        long Offset() => _startNs + (noise.Between(1, 19_000) * Agenda.Millisecond);
        foreach (var host in (Host[])[.. Network.Controllers, Network.Names, Network.Jobs])
        {
            foreach (var from in (Host[])[Network.Management, Network.Console])
                Agenda.Every(Offset(), () => noise.Between(_pace.ArpNs / Agenda.Second / 4 * 3, _pace.ArpNs / Agenda.Second) * Agenda.Second, at => Office.Arp(at, from, host));
        }

        // Controllers use the port of the service, the others any.
        foreach (var client in (Host[])[.. Network.Controllers, Network.Management, Network.Console])
        {
            bool controller = client != Network.Management && client != Network.Console;
            Agenda.Every(
                Offset(), () => _pace.NtpNs + noise.Between(0, 40) * Agenda.Millisecond,
                at => Office.Ntp(at, client, controller ? 123 : Network.NextPort(), Network.Names));
        }

        for (int i = 0; i < _cranes.Count; i++)
        {
            string crane = _cranes[i];
            Agenda.Every(Offset(), () => noise.Between(60, 180) * Agenda.Second, at => Office.NextJob(
                at, Network.Management, Network.NextPort(), Network.Names, Network.Jobs, crane));
        }

        var share = Connection(Network.Management, Network.Jobs, 445, noise);
        Agenda.Every(
            Offset(), () => _pace.SwitchNs + noise.Between(0, 40) * Agenda.Millisecond, at => Office.ShareEcho(at, share));
        Agenda.Every(Offset(), () => _pace.SwitchNs, at => Office.Lldp(at, PortNetwork.SwitchMac));
    }

    // The period is kept on average; each turn is late by what a system's timer is late.
    private void Repeat(long first, long period, Noise noise, Action<long> act)
    {
        long planned = first, late = 0;
        Agenda.Every(first, Gap, act);

        long Gap()
        {
            long before = planned + late;
            planned += period;
            late = noise.Between(0, 9_000_000);
            return planned + late - before;
        }
    }
}
