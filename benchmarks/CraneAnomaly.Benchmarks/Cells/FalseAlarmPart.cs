using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Simulator.Scenarios;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>False episodes in everything that only looks like an attack.</summary>
internal sealed class FalseAlarmPart(CellsPlan plan, FleetSetting setting)
{
    private const double Hours = 6, Limit = 0.1;

    public void Write(Report report)
    {
        string[] scenarios = [.. ScenarioCatalog.All.Where(scenario => scenario.IsBenign).Select(scenario => scenario.Name)];
        int each = (int)Math.Ceiling(plan.Days / (scenarios.Length * Hours * setting.Cranes / 24));
        report.Line($"- {scenarios.Length} benign scenarios, normal work among them, {each} runs each of {Hours:0} h and {setting.Cranes} cranes; {plan.Fleets.Count} fleets from seed {plan.Seed}, baselines of {setting.Hours:0} h at {setting.RateHz:0.#} Hz; permits as the simulator writes them");
        report.Line($"- noise {setting.Noise:0} times, physics {(setting.Variant == 0 ? "usual" : "otherwise: " + setting.Variant)}");
        var runs = plan.Each(scenarios.Length * each, i => CleanRun.Run(
            scenarios[i / each], setting, plan.Fleets, i % each, plan.Seed, Hours));
        double days = runs.Sum(run => run.CraneDays);
        var loud = runs.SelectMany(run => run.Episodes.Where(alert => alert.Severity >= EventMatching.LeastSeverity)
            .Select(alert => (Run: run, Alert: alert))).ToList();
        var rate = ConfidenceInterval.OfRate(loud.Count, days);
        report.Line();
        report.Line($"False episodes of severity {EventMatching.LeastSeverity} or more: {loud.Count} in {days:0} crane-days, {loud.Count / days:0.000} a crane-day (95 %: {rate.Low:0.000}-{rate.High:0.000}); limit {Limit:0.0#}: {(loud.Count / days > Limit ? "MISSED" : rate.High > Limit ? "met, not shown" : "met")}.");
        report.Table(["alert", "episodes", "a crane-day (95 %)", "scenarios"], loud.GroupBy(pair => pair.Alert.Type.Name)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (string[])[group.Key, Report.Text($"{group.Count()}"), Rate(group.Count(), days),
                string.Join(", ", group.GroupBy(pair => pair.Run.Scenario).OrderByDescending(s => s.Count()).Select(s => $"{s.Key} {s.Count()}"))]));
        report.Table(["scenario", "crane-days", "episodes", "a crane-day (95 %)", "below that severity"], scenarios.Select(scenario =>
        {
            var own = runs.Where(run => run.Scenario == scenario).ToList();
            int count = loud.Count(pair => pair.Run.Scenario == scenario);
            double ownDays = own.Sum(run => run.CraneDays);
            return (string[])[scenario, Report.Text($"{ownDays:0.#}"), Report.Text($"{count}"), Rate(count, ownDays),
                Report.Text($"{own.Sum(run => run.Episodes.Count) - count}")];
        }));
        foreach (var group in loud.GroupBy(pair => (pair.Alert.Type.Name, pair.Run.Scenario)))
        {
            var (run, alert) = group.First();
            report.Line($"- {run.Scenario}, run {run.Number}: {alert.Type.Name} {alert.Severity} {alert.Title}");
        }

        report.Line();
    }

    private static string Rate(int count, double days)
    {
        var rate = ConfidenceInterval.OfRate(count, days);
        return Report.Text($"{count / days:0.00} ({rate.Low:0.00}-{rate.High:0.00})");
    }
}
