namespace CraneAnomaly.Simulator;

/// <summary>What to simulate. The same options give the same samples, bit for bit.</summary>
internal sealed record PortOptions
{
    /// <summary>How many cranes; up to four work one vessel.</summary>
    public int Cranes { get; init; } = 4;

    /// <summary>Event time of the first sample, UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 6, 30, 0, TimeSpan.Zero);

    /// <summary>How long to simulate.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Rows a second and crane, 0.1 to 50.</summary>
    public double RateHz { get; init; } = 10;

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Where the cranes and their operators come from, as built and as people: the same ones on another day, with other
    /// cargo, weather and noise. Null for <see cref="Seed"/>.
    /// </summary>
    public ulong? FleetSeed { get; init; }

    /// <summary>A name of <see cref="Scenarios.ScenarioCatalog"/>.</summary>
    public string Scenario { get; init; } = "normal";

    /// <summary>How strong the scenario is, as a share (0.02 to 0.2): 0.1 takes a tenth of the speed away.</summary>
    public double Strength { get; init; } = 0.1;

    /// <summary>When the scenario begins, unless it does with the first row; null for after two fifths of the time.</summary>
    public TimeSpan? ScenarioStart { get; init; }

    /// <summary>How the physics is built otherwise than usual.</summary>
    public SimulatedVariant Variant { get; init; }

    /// <summary>Factor on the noise of sensors and plateaus.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>
    /// Whether cranes report with every step of their physics, at least five times a second, however seldom
    /// <see cref="RateHz"/> has them send: what their controllers hold. The physics is the same.
    /// </summary>
    public bool IsEveryStep { get; init; }

    /// <summary>Whether rows are those of the controllers themselves: none is lost, and none late.</summary>
    public bool IsLossless { get; init; }

    internal ulong CraneSeed => FleetSeed ?? Seed;

    internal long StartNs => (Start - DateTimeOffset.UnixEpoch).Ticks * 100;
}
