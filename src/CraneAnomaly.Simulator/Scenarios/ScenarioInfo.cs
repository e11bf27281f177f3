namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>One scenario that can be asked for.</summary>
/// <param name="Name">In kebab-case.</param>
/// <param name="Description">What happens, in one line.</param>
/// <param name="Rows">Rows of the threat table that it shows; none for benign ones.</param>
/// <param name="Scope">Which cranes it happens to.</param>
/// <param name="Create">Makes it.</param>
internal sealed record ScenarioInfo(
    string Name, string Description, IReadOnlyList<int> Rows, ScenarioScope Scope,
    Func<ScenarioSetting, Scenario> Create)
{
    /// <summary>It only looks like an attack, and has no label.</summary>
    public bool IsBenign => Rows.Count == 0;

    /// <summary>It begins with the first row, as during learning.</summary>
    public bool FromTheStart { get; init; }
}

/// <summary>Which cranes a scenario happens to.</summary>
internal enum ScenarioScope
{
    OneCrane,
    AllCranes,
}
