using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>Time to a false episode on clean days of other seeds: by fleet, by detector, and of a crane's fused alarm.</summary>
internal sealed class RunLengthPart(CellsPlan plan, FleetSetting setting)
{
    private const double Hours = 24, Floor = 0.5, Most = 2;

    private static readonly double s_budget = new DetectionOptions().FalseEpisodesPerCraneWeek;

    private static double Nominal => s_budget * MotionOptions.Share;

    // The product's own, and more of it until something is told; the judge of motion takes 100 at most.
    private static readonly double[] s_budgets = [s_budget, 5, 100];

    public void Write(Report report)
    {
        int days = (int)Math.Ceiling((double)plan.CleanDays / (setting.Cranes * plan.Fleets.Count));
        report.Line($"- {plan.Fleets.Count} fleets from seed {plan.Seed}, baselines of {setting.Hours:0} h, {setting.Cranes} cranes at {setting.RateHz:0.#} Hz; {days} clean days of each fleet, every day of another seed and begun anew");
        report.Line($"- budget: {s_budget} false episodes a crane-week, {Nominal:0.##} of them for motion, so a nominal run length of {1 / Nominal:0.#} crane-weeks; episodes of every severity count unless it says otherwise");
        var runs = plan.Each(plan.Fleets.Count * days, i => CleanRun.Run("normal", setting, plan.Fleets, i, plan.Seed, Hours, s_budgets));
        double weeks = runs.Sum(run => run.CraneDays) / 7;
        var episodes = runs.SelectMany(run => run.Episodes).ToList();
        var motion = episodes.Where(alert => alert.Type.Kind == "movement-throttling").ToList();
        report.Line();
        report.Line($"## By fleet, {weeks:0.0} crane-weeks in all");
        Fleets(report, runs);
        report.Line("## Run length, empirical over nominal");
        report.Line();
        double fused = weeks / motion.Count * Nominal;
        var interval = ConfidenceInterval.OfRate(motion.Count, weeks);
        report.Line($"Fused alarm of a crane (all of motion): {motion.Count} episodes, {Ratio(fused)} ({1 / interval.High * Nominal:0.00}-{Ratio(1 / interval.Low * Nominal)}); {Floor} to {Most}: {(fused >= Floor && fused <= Most ? "met" : fused < Floor ? "MISSED, too many" : "MISSED, fewer than allowed")}.");
        report.Line();
        report.Line($"By detector: the features of the crane as a whole have {MotionEvidence.ShareOf(MotionEvidence.Crane):0.0} of what the budget gives to motion, those of an axis {MotionEvidence.ShareOf((int)Axis.Hoist):0.0}, and nominal is that. Features are moves, motions or lifts, counted by the simulator. Where nothing was told, the ratio is a lower bound.");
        report.Table(["detector", "features a crane-week", "nominal, weeks", "episodes", "of severity 40", "empirical, weeks", "ratio (95 %)", "floor 0.5"],
            Names().Select(name => Row(name, runs, weeks, motion)));
        var budgets = new BudgetTable(s_budgets, runs, weeks);
        budgets.Write(report);
        budgets.WriteEvidence(report);
        report.Line($"All that was told at {s_budget} a crane-week, by name:");
        report.Table(["alert", "episodes", "of severity 40", "a crane-week", "an example"], episodes.GroupBy(alert => alert.Type.Name)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (string[])[group.Key, Report.Text($"{group.Count()}"), Report.Text($"{group.Count(IsLoud)}"),
                Report.Text($"{group.Count() / weeks:0.00}"), group.First().Title.Replace('|', '/')]));
    }

    private void Fleets(Report report, CleanRun[] runs)
    {
        var byFleet = runs.GroupBy(run => run.Fleet).OrderBy(group => group.Key).Select(group => (
            Fleet: group.Key, Weeks: group.Sum(run => run.CraneDays) / 7,
            Motion: group.Sum(run => run.Episodes.Count(alert => alert.Type.Kind == "movement-throttling")),
            Loud: group.Sum(run => run.Episodes.Count(IsLoud)), All: group.Sum(run => run.Episodes.Count))).ToList();
        report.Table(["fleet", "crane-weeks", "motion a crane-week", "severity 40 a crane-week", "all a crane-week"], byFleet.Select(fleet => (string[])[
            Report.Text($"{fleet.Fleet}"), Report.Text($"{fleet.Weeks:0.0}"), Report.Text($"{fleet.Motion / fleet.Weeks:0.00}"),
            Report.Text($"{fleet.Loud / fleet.Weeks:0.00}"), Report.Text($"{fleet.All / fleet.Weeks:0.00}")]));
        double motion = Quantile.Of(byFleet.Select(fleet => fleet.Motion / fleet.Weeks), 0.9);
        double loud = Quantile.Of(byFleet.Select(fleet => fleet.Loud / fleet.Weeks), 0.9);
        report.Line($"90th percentile fleet: {motion:0.00} of motion a crane-week, budget {s_budget}: {(motion <= s_budget ? "met" : "MISSED")}; {loud:0.00} of severity 40 or more of all detectors: {(loud <= s_budget ? "met" : "MISSED")}.");
        report.Line();
    }

    private static bool IsLoud(Alert alert) => alert.Severity >= EventMatching.LeastSeverity;

    private static IEnumerable<string> Names()
    {
        foreach (string axis in (string[])["hoist", "trolley", "gantry"])
        {
            foreach (string feature in (string[])["plateau-speed", "clamp", "tracking", "ramp", "dead-time"])
                yield return $"throttling.{axis}.{feature}";
        }

        yield return "throttling.inserted-wait";
        yield return "throttling.cycle";
    }

    private static string[] Row(string name, CleanRun[] runs, double weeks, List<Alert> motion)
    {
        string[] words = name.Split('.');
        int group = words.Length < 3 ? MotionEvidence.Crane : (int)Enum.Parse<Axis>(words[1], ignoreCase: true);
        double count = words.Length < 3 ? runs.Sum(run => run.Lifts)
            : runs.Sum(run => (words[2] == "dead-time" ? run.Motions : run.Moves)[group]);
        double nominal = 1 / (Nominal * MotionEvidence.ShareOf(group));
        var own = motion.Where(alert => alert.Type.Name == name).ToList();
        var rate = ConfidenceInterval.OfRate(own.Count, weeks);
        double ratio = weeks / own.Count / nominal, low = 1 / rate.High / nominal;
        return
        [
            name, Report.Text($"{count / weeks:0}"), Report.Text($"{nominal:0.0}"), Report.Text($"{own.Count}"),
            Report.Text($"{own.Count(IsLoud)}"), own.Count == 0 ? Report.Text($"> {1 / rate.High:0.0}") : Report.Text($"{weeks / own.Count:0.0}"),
            own.Count == 0 ? Report.Text($"> {low:0.00}") : Report.Text($"{ratio:0.00} ({low:0.00}-{Ratio(1 / rate.Low / nominal)})"),
            own.Count > 0 && ratio < Floor ? "MISSED" : low >= Floor ? "met" : "not shown",
        ];
    }

    private static string Ratio(double value) => double.IsFinite(value) ? Report.Text($"{value:0.00}") : "no bound";
}
