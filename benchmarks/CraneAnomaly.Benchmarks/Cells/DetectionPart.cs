using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What is found of every cell, at one noise and one physics.</summary>
internal sealed class DetectionPart(CellsPlan plan, FleetSetting setting)
{
    private static readonly string[] s_head =
    [
        "cell", "limit", "runs", "found", "share (95 %)", "needed", "any name", "units p50", "p90", "seconds p50", "p90",
        "late", "wrong onset", "other name", "missed", "too little", "false",
    ];

    public void Write(Report report)
    {
        var cells = CellCatalog.All
            .Where(cell => plan.Cells is null || plan.Cells.Any(part => cell.Title.Contains(part, StringComparison.OrdinalIgnoreCase))).ToList();
        report.Line($"- {plan.Runs} runs a cell from run {plan.First}, {plan.Fleets.Count} fleets from seed {plan.Seed}, each with a baseline of {setting.Hours:0} h and {setting.Cranes} cranes at {setting.RateHz:0.#} Hz; another seed, another day and a random hour for every run");
        report.Line($"- noise {setting.Noise:0} times, physics {(setting.Variant == 0 ? "usual" : "otherwise: " + setting.Variant)}; budget {new DetectionOptions().FalseEpisodesPerCraneWeek} false episodes of motion a crane-week");
        report.Line("- found: right crane, axis and name within the limit; where moves are counted, onset within three of them. Moves are the simulator's, not the detector's");
        report.Line("- any name: in time and with the right onset, by any name of the same cause (clamp, plateau speed, tracking of the axis)");
        report.Line("- units and seconds: from the first moment of effect to the first alert of any name with the right onset, those behind the limit among them");
        report.Line("- too little: the limit did not come in the time watched, or what the attack needs never came; not counted. false: episodes of severity 40 or more on another crane, or before the attack");
        var outcomes = plan.Each(cells.Count * plan.Runs, i => RunOne(cells[i / plan.Runs], plan.First + (i % plan.Runs)));
        var byCell = cells.Select((cell, i) => (Cell: cell, Runs: outcomes[(i * plan.Runs)..((i + 1) * plan.Runs)])).ToList();
        report.Table(s_head, byCell.Select(pair => Row(pair.Cell, pair.Runs)));
        double days = outcomes.Sum(run => run.CraneHours) / 24;
        int wrong = byCell.Where(pair => !pair.Cell.IsBenign).Sum(pair => pair.Runs.Sum(run => run.False));
        report.Line($"False episodes beside the attacks: {wrong}; all runs together are {days:0.0} crane-days.");
        report.Line();
        Misses(report, byCell);
        Throttles(report);
        foreach (var (cell, runs) in byCell)
        {
            foreach (var run in runs.Take(plan.Shown))
            {
                report.Line($"{cell.Title}, run {run.Run}: {run.Verdict}");
                foreach (string told in run.Told) report.Line($"    {told}");
            }
        }
    }

    private CellOutcome RunOne(Cell cell, int run) => CellRun.Run(cell, setting, plan.Fleets.Of(setting, run), run, plan.Seed);

    private static string[] Row(Cell cell, CellOutcome[] runs)
    {
        int Count(CellVerdict verdict) => runs.Count(run => run.Verdict == verdict);
        int found = Count(CellVerdict.Found), of = runs.Length - Count(CellVerdict.TooLittle);
        var right = runs.Where(run => !double.IsNaN(run.Units)).ToList();
        var interval = ConfidenceInterval.OfShare(found, of);
        double share = of == 0 ? double.NaN : (double)found / of;
        return
        [
            cell.Title, Limit(cell), Report.Text($"{of}"), Report.Text($"{found}"),
            Report.Text($"{100 * share:0} ({100 * interval.Low:0}-{100 * interval.High:0})"),
            Report.Text($"{100 * cell.Share:0} {(of == 0 ? "not measured" : share >= cell.Share ? "met" : interval.High < cell.Share ? "MISSED" : "not shown")}"),
            cell.Also.Count == 0 ? "" : Report.Text($"{100.0 * runs.Count(run => run.IsTold && run.Verdict != CellVerdict.TooLittle) / of:0}"),
            Text(Quantile.Of(right.Select(run => run.Units), 0.5)), Text(Quantile.Of(right.Select(run => run.Units), 0.9)),
            Text(Quantile.Of(right.Select(run => run.Seconds), 0.5)), Text(Quantile.Of(right.Select(run => run.Seconds), 0.9)),
            Some(Count(CellVerdict.Late)), Some(Count(CellVerdict.WrongOnset)), Some(Count(CellVerdict.OtherName)),
            Some(Count(CellVerdict.Missed) + Count(CellVerdict.Accused)), Some(Count(CellVerdict.TooLittle)),
            Some(runs.Sum(run => run.False)),
        ];
    }

    private static void Misses(Report report, List<(Cell Cell, CellOutcome[] Runs)> byCell)
    {
        const int Most = 3;
        report.Line("Runs that were not found, to be looked at again with `--cell TITLE --first RUN --runs 1 --show 1`:");
        report.Line();
        foreach (var (cell, runs) in byCell)
        {
            var wrong = runs.Where(run => run.Verdict is not (CellVerdict.Found or CellVerdict.TooLittle)).GroupBy(run => run.Verdict)
                .Select(group => $"{group.Key} {string.Join(' ', group.Take(Most).Select(run => run.Run))}{(group.Count() > Most ? " ..." : "")}");
            if (wrong.Any()) report.Line($"- {cell.Title}: {string.Join("; ", wrong)}");
        }

        report.Line();
    }

    // What learning foretells, so that it can be held against what was found.
    private void Throttles(Report report)
    {
        report.Line("What `learn` says of the cranes of the first run's fleet:");
        report.Line();
        foreach (string line in plan.Fleets.Of(setting, plan.First).Baseline.Manifest.Readiness.Where(line => line.Contains("throttle", StringComparison.Ordinal)))
            report.Line("- " + line);
        report.Line();
    }

    private static string Limit(Cell cell) => cell.Unit switch
    {
        _ when cell.IsBenign => "no tampering" + (cell.Names.Count > 0 ? ", a fault" : ""),
        CellUnit.Moves => Report.Text($"{cell.Limit:0} moves"),
        CellUnit.Motions => Report.Text($"{cell.Limit:0} motion"),
        CellUnit.Lifts => Report.Text($"{cell.Limit:0} lifts"),
        _ => Report.Text($"{cell.Limit:0.#} s"),
    };

    private static string Some(int count) => count == 0 ? "" : Report.Text($"{count}");

    private static string Text(double value) => double.IsNaN(value) ? "" : Report.Text($"{value:0}");
}
