using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What an hour, a day and a week of learning are worth.</summary>
internal sealed class LearningPart(CellsPlan plan, FleetSetting setting)
{
    private static readonly double[] s_hours = [1, 24, 168];

    private static readonly string[] s_titles =
    [
        "trolley 10 %", "trolley 5 %", "trolley 3 %", "hoist 10 %", "hoist 5 %", "hoist 3 %", "gantry 10 %", "hoist ramps 25 %",
        "dead time 1 s", "wait 3 s", "laden only 10 %",
    ];

    public void Write(Report report)
    {
        report.Line($"- {plan.Runs} runs a cell, {plan.Fleets.Count} fleets from seed {plan.Seed}, {setting.Cranes} cranes at {setting.RateHz:0.#} Hz; limits and words as in the other tables");
        var cells = s_titles.Select(title => CellCatalog.All.Single(cell => cell.Title == title)).ToList();
        int each = cells.Count * plan.Runs;
        var settings = s_hours.Select(hours => setting with { Name = Report.Text($"learned-{hours}"), Hours = hours }).ToList();
        var outcomes = plan.Each(settings.Count * each, i =>
        {
            int run = i % plan.Runs;
            var own = settings[i / each];
            return CellRun.Run(cells[i % each / plan.Runs], own, plan.Fleets.Of(own, run), run, plan.Seed);
        });
        report.Table(["cell", "limit", .. s_hours.Select(hours => Report.Text($"{hours:0} h: found % (95 %)")), .. s_hours.Select(hours => Report.Text($"{hours:0} h: any name %"))],
            cells.Select((cell, c) =>
            {
                var bySetting = settings.Select((_, s) => outcomes[((s * each) + (c * plan.Runs))..((s * each) + ((c + 1) * plan.Runs))]).ToList();
                return (string[])[cell.Title, Report.Text($"{cell.Limit:0} {(cell.Unit == CellUnit.Seconds ? "s" : cell.Unit.ToString().ToLowerInvariant())}"),
                    .. bySetting.Select(Found), .. bySetting.Select(Told)];
            }));
        report.Line("False episodes of severity 40 or more beside the attacks, a crane-day: " + string.Join(", ", settings.Select((own, s) =>
        {
            var runs = outcomes[(s * each)..((s + 1) * each)];
            return Report.Text($"{runs.Sum(run => run.False) / (runs.Sum(run => run.CraneHours) / 24):0.00} after {own.Hours:0} h");
        })) + ".");
        report.Line();
    }

    private static string Found(CellOutcome[] runs)
    {
        int of = runs.Count(run => run.Verdict != CellVerdict.TooLittle), found = runs.Count(run => run.Verdict == CellVerdict.Found);
        var interval = ConfidenceInterval.OfShare(found, of);
        return of == 0 ? "not measured" : Report.Text($"{100.0 * found / of:0} ({100 * interval.Low:0}-{100 * interval.High:0})");
    }

    private static string Told(CellOutcome[] runs)
    {
        int of = runs.Count(run => run.Verdict != CellVerdict.TooLittle);
        return of == 0 ? "" : Report.Text($"{100.0 * runs.Count(run => run.IsTold && run.Verdict != CellVerdict.TooLittle) / of:0}");
    }
}
