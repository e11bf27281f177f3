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

    public void Write(Report report)
    {
        int seeds = plan.AttackSeeds;
        double days = plan.AttackDays;
        report.Line($"- one crane, {days:0} days, {seeds} seeds a point, each with a fleet of its own; baselines of {setting.Hours:0} h at {setting.RateHz:0.#} Hz; strengths {string.Join(", ", s_strengths.Select(s => Report.Text($"{100 * s:0} %")))}");
        report.Line("- seen: any alert of motion or of a sensor, of severity 40 or more, behind the onset (a false one among them); with poisoned learning also what `learn` itself lists about the papers");
        report.Line("- lost: lifts in all these days against the same days of the same crane without the attack, by the simulator, mean over the seeds and its standard error: sticks and trucks fall out otherwise once anything differs");
        int each = s_strengths.Length * seeds;
        var runs = plan.Each(s_ways.Length * each, i => RunOne(s_ways[i / each].Scenario, s_strengths[i % each / seeds], i % seeds, days));
        report.Line();
        for (int way = 0; way < s_ways.Length; way++)
        {
            report.Line($"## {s_ways[way].Title} (`{s_ways[way].Scenario}`)");
            var points = s_strengths.Select((strength, i) => (Strength: strength, Runs: runs[((way * each) + (i * seeds))..((way * each) + ((i + 1) * seeds))])).ToList();
            report.Table(["strength", "lost %", "unseen", "hours to be seen p50", "seen by"], points.Select(point => (string[])[
                Report.Text($"{100 * point.Strength:0} %"), Loss(point.Runs),
                Report.Text($"{point.Runs.Count(run => !run.IsSeen)} of {seeds}"),
                point.Runs.Any(run => run.IsSeen) ? Report.Text($"{Quantile.Of(point.Runs.Where(run => run.IsSeen).Select(run => run.Hours), 0.5):0.0}") : "",
                string.Join(", ", point.Runs.Where(run => run.IsSeen).GroupBy(run => run.Alert).OrderByDescending(group => group.Count()).Take(2).Select(group => $"{group.Key} {group.Count()}"))]));
            var held = points.Where(point => point.Runs.Count(run => !run.IsSeen) * 2 >= seeds).ToList();
            double most = held.Count == 0 ? 0 : held.Max(point => point.Runs.Average(run => run.Loss));
            report.Line($"Held unseen in half of the runs or more: {(held.Count == 0 ? "nothing" : Report.Text($"up to {100 * held.Max(point => point.Strength):0} %"))}, a loss of {100 * Math.Max(0, most):0.00} % of the lifts; target {100 * Target:0} %: {(most <= Target ? "met" : "MISSED")}.");
            report.Line();
        }
    }

    private static string Loss(HeldAttack[] runs)
    {
        double mean = runs.Average(run => run.Loss), sum = runs.Sum(run => (run.Loss - mean) * (run.Loss - mean));
        return runs.Length < 2
            ? Report.Text($"{100 * mean:0.00}")
            : Report.Text($"{100 * mean:0.00} ± {100 * Math.Sqrt(sum / (runs.Length - 1) / runs.Length):0.00}");
    }

    private HeldAttack RunOne(string scenario, double strength, int number, double days)
    {
        ulong seed = RandomStream.Hash(plan.Seed + 99, (ulong)number);
        if (scenario != "throttle-learning")
            return HeldAttack.Run(scenario, strength, setting, plan.Fleets.Of(setting, number), seed, days);
        var poisoned = LearnedFleet.Learn(setting with { Cranes = 1 }, plan.Fleets.SeedOf(number), scenario, strength);
        var held = HeldAttack.Run(scenario, strength, setting, poisoned, seed, days);
        return poisoned.Baseline.Manifest.Findings.Any(finding => finding.Kind == "nameplate")
            ? held with { Hours = 0, Alert = "learn: nameplate" }
            : held;
    }
}
