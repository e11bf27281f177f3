using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>Where and when somebody does something on the network, what is marked of it, and as what it is labelled.</summary>
internal sealed class AttackScene
{
    private static readonly string[] Outsiders = ["203.0.113.9", "198.51.100.23", "192.0.2.141"];

    private readonly PortTraffic _traffic;
    private readonly List<TrafficEvent> _events;
    private readonly int _number;
    private int _marks;

    public AttackScene(
        PortTraffic traffic, List<TrafficEvent> events, int number, string craneId, int crane, long start, long end,
        double strength)
    {
        (_traffic, _events, _number, CraneId, Crane, Start, End, Strength) =
            (traffic, events, number, craneId, crane, start, end, strength);
        Noise = traffic.Noise(-1 - number);
        Office = new(traffic.Mirror, Noise);
        Laptop = PortNetwork.Local($"10.20.0.{70 + (number % 100)}", 128, 40_100);
        Outside = traffic.Network.Any(Outsiders[number % Outsiders.Length], 61_000);
    }

    /// <summary>What its marks begin with, before a stroke.</summary>
    public int Number => _number;

    public string CraneId { get; }

    public int Crane { get; }

    public long Start { get; }

    public long End { get; }

    public double Strength { get; }

    public Noise Noise { get; }

    public OfficeTraffic Office { get; }

    public PortTraffic Traffic => _traffic;

    public PortNetwork Network => _traffic.Network;

    /// <summary>The controller of the crane.</summary>
    public Host Controller => Network.Controllers[Crane];

    /// <summary>A machine that nobody knows, on the port's own network.</summary>
    public Host Laptop { get; }

    /// <summary>A machine somewhere else (documentation addresses, RFC 5737).</summary>
    public Host Outside { get; }

    public MirrorPort Mirror => _traffic.Mirror;

    public TcpSession Connection(Host client, Host server, int port) => _traffic.Connection(client, server, port, Noise);

    public ModbusClient Client(TcpSession session) => _traffic.Client(session, Crane, Noise);

    public long RoundTrip() => Noise.Between(250_000, 700_000);

    /// <summary>What belongs to it and is not told of by itself.</summary>
    public void At(long at, Action<long> act) => Marked($"{_number}/-", at, act);

    /// <summary>
    /// Begins something that should be found, from <paramref name="start"/> to <paramref name="end"/>; what the answer
    /// enters belongs to it.
    /// </summary>
    public Action<long, Action<long>> Label(string family, string name, long start, long end, string note)
    {
        string mark = $"{_number}/{_marks++}";
        _events.Add(new(new(CraneId, start, end, family, name, Strength, note), mark));
        return (at, act) => Marked(mark, at, act);
    }

    /// <summary>
    /// What else all of it may be told as, from its first frame to its last: the laptop of whoever stops a controller is a new
    /// device too.
    /// </summary>
    public void Also(string family, string name, string note) => _events.Add(new(
        new(CraneId, Start, End, family, name, 0, note) { Cause = "" }, CaptureFile.WholeOf(_number)));

    /// <summary>What belongs to what <see cref="Label"/> began first: for what follows on something else.</summary>
    public void Then(long at, Action<long> act) => Marked($"{_number}/0", at, act);

    private void Marked(string mark, long at, Action<long> act) => _traffic.Agenda.At(at, now =>
    {
        _traffic.Mirror.Mark = mark;
        act(now);
        _traffic.Mirror.Mark = null;
    });
}
