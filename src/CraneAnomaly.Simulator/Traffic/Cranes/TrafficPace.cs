namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>How often the machines of a port speak.</summary>
internal sealed record TrafficPace
{
    /// <summary>As in every capture that is written to a file: five polls a second.</summary>
    public static TrafficPace Usual { get; } = new();

    /// <summary>One poll of each controller every 30 s, as a management system does that only keeps its screens.</summary>
    public static TrafficPace Slow { get; } = new()
    {
        PollNs = 30 * Agenda.Second,
        SpreadNs = 3 * Agenda.Second,
        SwitchTurns = 1,
        SlowTurns = 1,
        HasCoils = false,
        HeartbeatNs = 60 * Agenda.Second,
        ArpNs = 1_200 * Agenda.Second,
        NtpNs = 1_024 * Agenda.Second,
        SwitchNs = 300 * Agenda.Second,
    };

    /// <summary>Ten polls a second.</summary>
    public static TrafficPace Fast { get; } = Slow with
    {
        PollNs = 100 * Agenda.Millisecond,
        SpreadNs = 0,
        SwitchTurns = 10,
        SlowTurns = 10,
        HeartbeatNs = 10 * Agenda.Second,
    };

    /// <summary>From one poll of a controller to the next.</summary>
    public long PollNs { get; init; } = 200 * Agenda.Millisecond;

    /// <summary>How long after one controller the next is polled.</summary>
    public long SpreadNs { get; init; }

    /// <summary>Every how many polls the switches are read too, and the slow values.</summary>
    public int SwitchTurns { get; init; } = 2;

    /// <inheritdoc cref="SwitchTurns"/>
    public int SlowTurns { get; init; } = 5;

    /// <summary>Whether the coils are read with the slow values.</summary>
    public bool HasCoils { get; init; } = true;

    /// <summary>From one heartbeat of the console to the next.</summary>
    public long HeartbeatNs { get; init; } = Agenda.Second;

    /// <summary>The longest time after which an address is asked for again; the shortest is three quarters of it.</summary>
    public long ArpNs { get; init; } = 60 * Agenda.Second;

    /// <summary>From one question for the time to the next.</summary>
    public long NtpNs { get; init; } = 64 * Agenda.Second;

    /// <summary>From one word of the switch, and of the file share, to the next.</summary>
    public long SwitchNs { get; init; } = 30 * Agenda.Second;
}
