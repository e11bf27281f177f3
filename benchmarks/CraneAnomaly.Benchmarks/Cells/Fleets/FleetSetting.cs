using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>How the fleets of a table are built.</summary>
/// <param name="Name">As it stands in file names.</param>
/// <param name="Noise">Factor on the noise.</param>
/// <param name="Variant">How the physics is built otherwise.</param>
/// <param name="RateHz">Rows a second and crane.</param>
/// <param name="Hours">Hours of learning.</param>
/// <param name="Cranes">Cranes that are learned.</param>
internal sealed record FleetSetting(
    string Name, double Noise, SimulatedVariant Variant, double RateHz, double Hours, int Cranes)
{
    /// <summary>A port of this kind.</summary>
    public PortOptions Port(ulong fleetSeed, ulong seed) => new()
    {
        FleetSeed = fleetSeed,
        Seed = seed,
        Cranes = Cranes,
        RateHz = RateHz,
        Noise = Noise,
        Variant = Variant,
    };
}
