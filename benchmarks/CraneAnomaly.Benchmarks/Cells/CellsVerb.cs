using System.Diagnostics;
using System.Numerics;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary><c>cells</c>: what is found in simulated fleets, how soon, and at what price in false alarms.</summary>
internal static class CellsVerb
{
    private const double Rate = 5, Hours = 8;
    private const int Learned = 4;

    private static readonly FleetSetting[] s_settings =
    [
        new("noise-1", 1, SimulatedVariant.None, Rate, Hours, Learned),
        new("noise-2", 2, SimulatedVariant.None, Rate, Hours, Learned),
        new("noise-4", 4, SimulatedVariant.None, Rate, Hours, Learned),
        new("variant-first", 1, SimulatedVariant.All, Rate, Hours, Learned),
        new("variant-second", 1, SimulatedVariant.Second, Rate, Hours, Learned),
        new("variant-third", 1, SimulatedVariant.Third, Rate, Hours, Learned),
        new("variant-fourth", 1, SimulatedVariant.Fourth, Rate, Hours, Learned),

        // Never looked at while anything was changed: once that has been done, another one is due.
        new("variant", 1, SimulatedVariant.Fifth, Rate, Hours, Learned),
    ];

    private static readonly (string Name, SimulatedVariant Variant)[] s_falseAlarms =
    [
        ("false-alarms", SimulatedVariant.None),
        ("false-alarms-second", SimulatedVariant.Second),
        ("false-alarms-third", SimulatedVariant.Third),
        ("false-alarms-fourth", SimulatedVariant.Fourth),
        ("false-alarms-variant", SimulatedVariant.Fifth),
    ];

    /// <summary>Where days and weeks are watched.</summary>
    private static readonly FleetSetting s_long = new("long", 1, SimulatedVariant.None, 2, Hours, Learned);

    public static int Run(VerbArguments arguments)
    {
        var plan = new CellsPlan(arguments);
        var parts = new List<(string Name, Action<Report> Write)>();
        foreach (var setting in s_settings)
            parts.Add((setting.Name, report => new DetectionPart(plan, setting).Write(report)));
        foreach (var (name, variant) in s_falseAlarms)
        {
            var setting = s_settings.First(setting => setting.Variant == variant);
            parts.Add((name, report => new FalseAlarmPart(plan, setting).Write(report)));
        }

        parts.Add(("run-length", report => new RunLengthPart(plan, s_long).Write(report)));
        parts.Add(("attacker", report => new AttackerPart(plan, s_long with { RateHz = 1 }).Write(report)));
        parts.Add(("learning", report => new LearningPart(plan, s_long with { Cranes = 2 }).Write(report)));
        string[] asked = arguments.Text("parts")?.Split(',') ?? [.. parts.Select(part => part.Name)];

        // What one deviation alone does; only where it is asked for.
        foreach (var variant in Enum.GetValues<SimulatedVariant>().Where(variant => BitOperations.IsPow2((int)variant)))
        {
            var setting = new FleetSetting("only-" + variant, 1, variant, Rate, Hours, Learned);
            parts.Add((setting.Name, report => new DetectionPart(plan, setting).Write(report)));
            parts.Add(("false-alarms-" + setting.Name, report => new FalseAlarmPart(plan, setting).Write(report)));
        }

        foreach (string name in asked)
        {
            var part = parts.Find(part => part.Name == name);
            if (part.Name is null) throw new UsageException($"{name}: the parts are {string.Join(", ", parts.Select(p => p.Name))}.");
            var report = new Report($"Simulated fleets: {name}", arguments);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            part.Write(report);
            report.Line($"CPU time of this part: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0} s.");
            report.Save(arguments.Out, $"cells-{name}");
        }

        return 0;
    }
}
