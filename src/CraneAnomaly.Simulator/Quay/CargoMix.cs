namespace CraneAnomaly.Simulator.Quay;

/// <summary>Shares of what is lifted.</summary>
/// <param name="Empties">Empty boxes among all.</param>
/// <param name="Twins">Lifts of two among lifts in bays of 20 ft.</param>
/// <param name="Reefers">Refrigerated boxes among those of 40 ft.</param>
/// <param name="HatchCovers">Hatch covers among all lifts, beside those that open a bay.</param>
/// <param name="ShortBays">Bays of 20 ft among all.</param>
internal sealed record CargoMix(double Empties, double Twins, double Reefers, double HatchCovers, double ShortBays)
{
    public static CargoMix Usual { get; } = new(0.25, 0.4, 0.12, 0.01, 0.35);
}
