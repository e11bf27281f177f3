using CraneAnomaly.Simulator.Scenarios.Attacks;
using CraneAnomaly.Simulator.Scenarios.Benign;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>All scenarios by name: attacks, what only looks like one, normal work, and a mixture.</summary>
internal static class ScenarioCatalog
{
    /// <summary>Work without any event.</summary>
    public const string Normal = "normal";

    /// <summary>Attacks and benign events one after the other, on all cranes.</summary>
    public const string Mixed = "mixed";

    /// <summary>Share of the time before anything happens, and when it is over.</summary>
    private const double Begins = 0.4;
    private const double Ends = 0.97;

    private static readonly ScenarioInfo[] Entries =
    [
        new(Normal, "work and nothing else: vessels, breaks, weather, maintenance under permits", [],
            ScenarioScope.AllCranes,
            static setting => new NormalScenario(setting)),
        .. Throttles.All, .. Commands.All, .. Interlocks.All, .. SensorAttacks.All, .. Changes.All,
        .. Work.All, .. Maintenance.All, .. Faults.All,
        new(Mixed, "several attacks and benign events on all cranes, one after the other", [1, 6, 7, 16],
            ScenarioScope.AllCranes,
            static setting => new MixedScenario(setting)),
    ];

    /// <summary>In a fixed order: normal first, mixed last.</summary>
    public static IReadOnlyList<ScenarioInfo> All => Entries;

    /// <summary>The scenario of a name; null for none.</summary>
    public static ScenarioInfo? Find(string name) => Array.Find(Entries, entry => entry.Name == name);

    /// <summary>The scenario that the options ask for, somewhere in the port and in the time.</summary>
    public static Scenario Create(PortOptions options)
    {
        var info = Find(options.Scenario)
            ?? throw new ArgumentException($"there is no scenario '{options.Scenario}'", nameof(options));
        double seconds = options.Duration.TotalSeconds;
        int crane = info.Scope == ScenarioScope.AllCranes
            ? -1
            : (int)(RandomStream.Hash(options.Seed, 42) % (ulong)options.Cranes);
        double start = info.FromTheStart
            ? 0
            : options.ScenarioStart?.TotalSeconds ?? Math.Floor(Begins * seconds);
        return info.Create(new(info.Name, crane, start, Math.Floor(Ends * seconds), options.Strength));
    }
}
