namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>All scenarios by name.</summary>
internal static class ScenarioCatalog
{
    public static Scenario Create(PortOptions options) => options.Scenario == "normal"
        ? new NormalScenario(new("normal", -1, 0, options.Duration.TotalSeconds, 0))
        : throw new ArgumentException($"there is no scenario '{options.Scenario}'", nameof(options));
}
