namespace CraneAnomaly.Simulator;

/// <summary>What can be simulated.</summary>
/// <param name="Name">Its name, in kebab-case.</param>
/// <param name="Description">What happens in it, in one line.</param>
public sealed record SimulatedScenario(string Name, string Description);
