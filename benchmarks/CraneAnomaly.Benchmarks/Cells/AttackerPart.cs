using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What somebody who knows how it works can take from a crane for days without being seen.</summary>
internal sealed class AttackerPart(CellsPlan plan, FleetSetting setting)
{
    private const double Target = 0.01;

    private static readonly double[] s_strengths = [0.01, 0.02, 0.03, 0.05, 0.08, 0.12];

    private static readonly (string Title, string Scenario)[] s_ways =
    [
        ("slow drift", "throttle-creep"), ("sticks cut below the gate", "throttle-stick"),
        ("only where sticks stand at 90 to 95 %", "throttle-narrow"), ("wind only", "throttle-wind"), ("night only", "throttle-night"),
        ("one owner", "throttle-line"), ("poisoned learning", "throttle-learning"), ("spoofed speed", "throttle-spoofed-speed"),
    ];

    /// <summary>The attack comes behind the warm-up of the pipeline.</summary>
    private const double Before = 3600;

    private double Seconds => Before + (plan.AttackDays * 86_400);

    public void Write(Report report)
    {
        int seeds = plan.AttackSeeds;
        report.Line($"- one crane, {plan.AttackDays} days, {seeds} seeds a point, each with a fleet of its own; baselines of {setting.Hours:0} h at {setting.RateHz:0.#} Hz; strengths {string.Join(", ", s_strengths.Select(s => Report.Text($"{100 * s:0} %")))}");
        report.Line("- seen: any alert of motion or of a sensor, of severity 40 or more, behind the onset, of a name that the same days at strength 0 do not give; with poisoned learning also what `learn` itself lists about the papers");
        report.Line("- lost: lifts in all these days against the same days of the same crane at strength 0 (the same weather), by the simulator, mean and standard error over the seeds that were not seen: sticks and trucks fall out otherwise once anything differs");
        int each = s_strengths.Length * seeds;
        var allFree = plan.Each(s_ways.Length * seeds, i =>
            HeldAttack.Free(Options(s_ways[i / seeds].Scenario, 0, i % seeds), plan.Fleets.Of(setting, i % seeds), Seconds));
        var runs = plan.Each(s_ways.Length * each, i =>
            RunOne(s_ways[i / each].Scenario, s_strengths[i % each / seeds], i % seeds, allFree[(i / each * seeds) + (i % seeds)].False));
        report.Line($"- false at strength 0: {allFree.Count(free => free.False.Count > 0)} of {allFree.Length} runs of {plan.AttackDays} days ({string.Join(", ", allFree.SelectMany(free => free.False).Distinct().Order(StringComparer.Ordinal))})");
        report.Line();
        for (int way = 0; way < s_ways.Length; way++)
        {
            report.Line($"## {s_ways[way].Title} (`{s_ways[way].Scenario}`)");
            long[] free = [.. allFree[(way * seeds)..((way + 1) * seeds)].Select(days => days.Lifts)];
            var points = s_strengths.Select((strength, i) => (Strength: strength, Runs: runs[((way * each) + (i * seeds))..((way * each) + ((i + 1) * seeds))])).ToList();
            report.Table(["strength", "lost %", "unseen", "hours to be seen p50", "seen by"], points.Select(point => (string[])[
                Report.Text($"{100 * point.Strength:0} %"), Text(Losses(point.Runs, free)),
                Report.Text($"{point.Runs.Count(run => !run.IsSeen)} of {seeds}"), Hours(point.Runs),
                string.Join(", ", point.Runs.Where(run => run.IsSeen).GroupBy(run => run.Alert).OrderByDescending(group => group.Count())
                    .ThenBy(group => group.Key, StringComparer.Ordinal).Take(2).Select(group => $"{group.Key} {group.Count()}"))]));
            var held = points.Where(point => point.Runs.Count(run => !run.IsSeen) * 2 >= seeds).ToList();
            double most = held.Count == 0 ? 0 : held.Max(point => Losses(point.Runs, free).Average());
            report.Line($"Held unseen in half of the runs or more: {(held.Count == 0 ? "nothing" : Report.Text($"up to {100 * held.Max(point => point.Strength):0} %"))}, a loss of {100 * Math.Max(0, most):0.00} % of the lifts; target {100 * Target:0} %: {(most <= Target ? "met" : "MISSED")}.");
            report.Line();
        }
    }

    private static double[] Losses(HeldAttack[] runs, long[] free) =>
        [.. runs.Select((run, i) => (run.IsSeen, Loss: 1 - ((double)run.Lifts / free[i]))).Where(pair => !pair.IsSeen).Select(pair => pair.Loss)];

    private static string Text(double[] losses)
    {
        if (losses.Length == 0) return "";
        double mean = losses.Average(), sum = losses.Sum(loss => (loss - mean) * (loss - mean));
        return losses.Length < 2
            ? Report.Text($"{100 * mean:0.00}")
            : Report.Text($"{100 * mean:0.00} ± {100 * Math.Sqrt(sum / (losses.Length - 1) / losses.Length):0.00}");
    }

    private static string Hours(HeldAttack[] runs) =>
        runs.Any(run => run.IsSeen) ? Report.Text($"{Quantile.Of(runs.Where(run => run.IsSeen).Select(run => run.Hours), 0.5):0.0}") : "";

    // A scenario ends a little before the time does.
    private PortOptions Options(string scenario, double strength, int number)
    {
        ulong seed = RandomStream.Hash(plan.Seed + 99, (ulong)number);
        return setting.Port(plan.Fleets.SeedOf(number), seed) with
        {
            Cranes = 1,
            Scenario = scenario,
            Strength = strength,
            Start = new(LearnedFleet.FirstDay.Date.AddDays(1).AddHours(RandomStream.Hash(seed, 2) % 24), TimeSpan.Zero),
            ScenarioStart = TimeSpan.FromSeconds(Before),
            Duration = TimeSpan.FromSeconds(Seconds / 0.97),
        };
    }

    private HeldAttack RunOne(string scenario, double strength, int number, IReadOnlySet<string> falseNames)
    {
        var options = Options(scenario, strength, number);
        if (scenario != "throttle-learning") return HeldAttack.Run(options, plan.Fleets.Of(setting, number), Seconds, falseNames);
        var poisoned = LearnedFleet.Learn(setting with { Cranes = 1 }, plan.Fleets.SeedOf(number), scenario, strength);
        return poisoned.Baseline.Manifest.Findings.Any(finding => finding.Kind == "nameplate")
            ? new(0, "learn: nameplate", 0)
            : HeldAttack.Run(options, poisoned, Seconds, falseNames);
    }
}
