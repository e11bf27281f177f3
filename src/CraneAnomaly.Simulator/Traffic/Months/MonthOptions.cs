using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>What happens at a port whose traffic is made as it is read.</summary>
internal enum MonthPlan
{
    /// <summary>Work, updates and visits alone.</summary>
    Clean,

    /// <summary>One attack of each kind after the days of learning, in an order of chance.</summary>
    Attacks,

    /// <summary>
    /// The port was delivered so: a modem, a beacon, a nightly session and a second writer are there from the first hour on.
    /// </summary>
    Compromised,
}

/// <summary>A port over days and weeks, of which no file is written.</summary>
internal sealed record MonthOptions
{
    /// <summary>How many cranes.</summary>
    public int Cranes { get; init; } = 10;

    /// <summary>How long in all.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How much of it is for learning: no attack begins in it, unless the port was delivered with it.</summary>
    public TimeSpan Learned { get; init; } = TimeSpan.FromDays(12);

    /// <summary>How often the machines speak.</summary>
    public TrafficPace Pace { get; init; } = TrafficPace.Slow;

    /// <summary>How often a controller takes over what its crane does, 1/s.</summary>
    public double RateHz { get; init; } = 0.2;

    /// <summary>Where all chance comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What happens.</summary>
    public MonthPlan Plan { get; init; } = MonthPlan.Attacks;

    /// <summary>Kinds of attacks; null for all.</summary>
    public IReadOnlyList<MonthAttackKind>? Kinds { get; init; }

    /// <summary>Midnight of the first day, UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    internal long StartNs => (Start - DateTimeOffset.UnixEpoch).Ticks * 100;

    internal long LearnedNs => StartNs + Learned.Ticks * 100;

    internal long EndNs => StartNs + Duration.Ticks * 100;
}
