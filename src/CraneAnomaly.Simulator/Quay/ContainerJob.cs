namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// One lift: what, from where, to where. Heights are those of the spreader when it stands on the container (to pick)
/// or the container on its place (to set down), m above the rail. One object a crane, filled anew for every lift.
/// </summary>
internal sealed class ContainerJob
{
    /// <summary>ISO 6346 number; two with a space between for a twin lift; none for a hatch cover.</summary>
    public string Container { get; set; } = CargoPlan.None;

    public int Line { get; set; }

    /// <summary>Weight under the spreader, t.</summary>
    public double Weight { get; set; }

    /// <summary>What the spreader has to be, ft.</summary>
    public double Size { get; set; } = 40;

    public bool IsTwin { get; set; }

    public bool IsReefer { get; set; }

    public bool IsHatchCover { get; set; }

    /// <summary>From the ship to the quay.</summary>
    public bool IsDischarge { get; set; }

    public double PickTrolley { get; set; }

    public double PickHeight { get; set; }

    public double PlaceTrolley { get; set; }

    public double PlaceHeight { get; set; }

    /// <summary>Height that clears everything between ship and quay.</summary>
    public double TravelHeight { get; set; }

    /// <summary>Moves it counts as: two for a twin lift, none for a hatch cover.</summary>
    public int Moves => IsHatchCover ? 0 : IsTwin ? 2 : 1;
}
