using CraneAnomaly.Simulator.Traffic.Intrusion;

namespace CraneAnomaly.Simulator;

/// <summary>Writes labelled data of a simulated port: never field data.</summary>
public static class Simulation
{
    /// <summary>What can be simulated.</summary>
    public static IReadOnlyList<SimulatedScenario> Scenarios { get; } =
        [new(ModbusIntrusion.Name, "the data set of that name: a laptop scans one crane, slows it down, silences the other")];

    /// <summary>Writes the files of a scenario; the same bytes every time.</summary>
    /// <param name="scenario">Name of one of <see cref="Scenarios"/>.</param>
    /// <param name="folder">Where to; it is made if need be.</param>
    public static void Write(string scenario, string folder)
    {
        if (scenario != ModbusIntrusion.Name) throw new ArgumentException($"No scenario is named '{scenario}'.", nameof(scenario));
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in ModbusIntrusion.Files()) File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
