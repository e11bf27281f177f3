namespace CraneAnomaly.Simulator;

/// <summary>
/// What the papers of a crane say, for <c>cranes.json</c>: the drives themselves are a few per cent off. SI, masses
/// in t.
/// </summary>
internal sealed record CraneNameplate
{
    public required string Id { get; init; }

    public required string Vendor { get; init; }

    public required string Firmware { get; init; }

    /// <summary>Checksum of the approved parameter set.</summary>
    public required string ParameterChecksum { get; init; }

    public double RatedLoad { get; init; } = 65;

    public double SpreaderMass { get; init; } = 13;

    public double HoistSpeedLaden { get; init; } = 1.5;

    public double HoistSpeedEmpty { get; init; } = 3.0;

    public double HoistAcceleration { get; init; } = 0.6;

    /// <summary>Of both hoist motors together, kW.</summary>
    public double HoistPower { get; init; } = 1350;

    public double TrolleySpeed { get; init; } = 4.0;

    public double TrolleyAcceleration { get; init; } = 0.6;

    public double GantrySpeed { get; init; } = 0.75;

    public double GantryAcceleration { get; init; } = 0.12;

    /// <summary>Degrees/s.</summary>
    public double BoomSpeed { get; init; } = 0.27;

    /// <summary>Degrees/s2.</summary>
    public double BoomAcceleration { get; init; } = 0.05;

    /// <summary>End of travel in the direction of minus by axis: hoist, trolley, gantry (m), boom (degrees).</summary>
    public double[] Minimum { get; init; } = [-16, -30, 0, 0];

    /// <summary>End of travel in the direction of plus, by axis.</summary>
    public double[] Maximum { get; init; } = [40, 58, 1200, 80];

    /// <summary>Length before the end where the axis has to be slow, by axis.</summary>
    public double[] SlowdownLength { get; init; } = [3, 4, 6, 4];

    /// <summary>Share of the rated speed allowed in the slow-down zones.</summary>
    public double SlowdownShare { get; init; } = 0.25;

    public double WindWarning { get; init; } = 16;

    public double WindStop { get; init; } = 20;
}
