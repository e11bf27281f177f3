namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>Where, when and how strong.</summary>
/// <param name="Name">Name of the scenario.</param>
/// <param name="Crane">Place of the crane; below 0 for all.</param>
/// <param name="Start">Seconds from the start of the port's time.</param>
/// <param name="End">Seconds from the start of the port's time.</param>
/// <param name="Strength">A share.</param>
internal sealed record ScenarioSetting(string Name, int Crane, double Start, double End, double Strength);
