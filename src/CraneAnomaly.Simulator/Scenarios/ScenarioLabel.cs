namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>What should find an attack.</summary>
/// <param name="Family">Family of alerts.</param>
/// <param name="Alert">The alert that fits best.</param>
internal sealed record ScenarioLabel(string Family, string Alert)
{
    public static ScenarioLabel Throttle(string alert) => new("movement-throttling", "throttling." + alert);

    public static ScenarioLabel Command(string alert) => new("unusual-command", "command." + alert);

    public static ScenarioLabel Sensor(string alert) => new("sensor-tampering", "sensor." + alert);

    public static ScenarioLabel Interlock(int number) => new("safety-invariant", $"interlock.I{number}");
}
