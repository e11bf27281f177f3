namespace CraneAnomaly.Simulator;

/// <summary>What to simulate, and how to write it. The same options give the same bytes.</summary>
public sealed record SimulationOptions
{
    /// <summary>Name of one of <see cref="Simulation.Scenarios"/>.</summary>
    public required string Scenario { get; init; }

    /// <summary>Number of cranes.</summary>
    public int Cranes { get; init; } = 4;

    /// <summary>How long, event time.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Rows a second and crane.</summary>
    public double RateHz { get; init; } = 10;

    /// <summary>Where all chance comes from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Event time of the first row.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 6, 30, 0, TimeSpan.Zero);

    /// <summary>How strong the scenario is, as a share; null for its own.</summary>
    public double? Strength { get; init; }

    /// <summary>How the physics is built otherwise than usual.</summary>
    public SimulatedVariant Variant { get; init; }

    /// <summary>Factor on the noise of sensors and plateaus, such as 1, 2 or 4.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Whether to write the Modbus/TCP traffic of the same minutes, and the map of its registers.</summary>
    public bool Traffic { get; init; }

    /// <summary>How telemetry is written.</summary>
    public TelemetryFormat Format { get; init; }

    /// <summary>Whether telemetry is compressed with gzip.</summary>
    public bool Gzip { get; init; }
}
