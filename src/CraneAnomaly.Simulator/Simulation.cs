using CraneAnomaly.Simulator.Scenarios;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Intrusion;

namespace CraneAnomaly.Simulator;

/// <summary>Writes labelled data of a simulated port: never field data.</summary>
public static class Simulation
{
    /// <summary>What can be simulated.</summary>
    public static IReadOnlyList<SimulatedScenario> Scenarios { get; } =
    [
        .. ScenarioCatalog.All.Select(s => new SimulatedScenario(s.Name, s.Description)),
        .. TrafficScenario.All.Select(s => new SimulatedScenario(s.Name, s.Description)),
        new(ModbusIntrusion.Name,
            "the data set of that name: a laptop scans one crane, slows it down, silences the other"),
    ];

    /// <summary>
    /// The name of a scenario that is a data set: it has its own cranes, times and seed, and none of the options but
    /// the name count.
    /// </summary>
    public static string DataSet => ModbusIntrusion.Name;

    /// <summary>Names of the files that may be written.</summary>
    public static IReadOnlySet<string> FileNames { get; } =
        new HashSet<string>([.. SimulationRun.Names, .. ModbusIntrusion.FileNames], StringComparer.Ordinal);

    /// <summary>Writes the files of a scenario; what was written before under the same names is replaced.</summary>
    /// <param name="options">What, and how.</param>
    /// <param name="folder">Where to; it is made if need be.</param>
    /// <param name="progress">Is told now and then what share is done.</param>
    public static void Write(SimulationOptions options, string folder, Action<double>? progress = null)
    {
        Directory.CreateDirectory(folder);
        if (options.Scenario != ModbusIntrusion.Name)
        {
            new SimulationRun(options, folder, progress).Write();
            return;
        }

        foreach (var (name, bytes) in ModbusIntrusion.Files()) File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
