namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>Nothing but work.</summary>
internal sealed class NormalScenario(ScenarioSetting setting) : Scenario(setting);
