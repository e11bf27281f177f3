using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>The same clean weeks at several budgets: how far the number that the user sets holds.</summary>
/// <param name="budgets">False episodes of a crane in a week that may be.</param>
/// <param name="runs">What was told at each.</param>
/// <param name="weeks">Crane-weeks in all.</param>
internal sealed class BudgetTable(double[] budgets, CleanRun[] runs, double weeks)
{
    private const double Least = 0.5, Most = 2;

    // What is told of an axis is found by its features; what concerns a crane or all of them has no axis.
    private static readonly (string Name, string[] Prefixes, double Share)[] s_groups =
    [
        ("hoist", ["throttling.hoist."], MotionOptions.Share * MotionEvidence.ShareOf((int)Axis.Hoist)),
        ("trolley", ["throttling.trolley."], MotionOptions.Share * MotionEvidence.ShareOf((int)Axis.Trolley)),
        ("gantry", ["throttling.gantry."], MotionOptions.Share * MotionEvidence.ShareOf((int)Axis.Gantry)),
        ("crane as a whole", ["throttling.inserted-wait", "throttling.cycle"], MotionOptions.Share * MotionEvidence.ShareOf(MotionEvidence.Crane)),
        ("anchors", ["sensor.view-mismatch"], MotionOptions.Share * MotionEvidence.ShareOf(MotionEvidence.Anchors)),
        ("all together, fused", ["throttling."], MotionOptions.Share),
    ];

    public void Write(Report report)
    {
        report.Line("## The same weeks at other budgets");
        report.Line();
        report.Line($"Nominal: {MotionOptions.Share:0.0} of the budget is for motion, {MotionEvidence.ShareOf(MotionEvidence.Crane):0.0} of that for the crane as a whole and {MotionEvidence.ShareOf((int)Axis.Hoist):0.0} for each other of its {MotionEvidence.Groups} groups. Ratio: run length over the nominal one, which is nominal over observed. A crane's boom hardly moves on a clean day and has no row.");
        report.Table(["budget", "group", "nominal a crane-week", "episodes", "observed a crane-week (95 %)", "ratio (95 %)", "floor 0.5", "at most 2"],
            from i in Enumerable.Range(0, budgets.Length) from name in s_groups select Row(i, name.Name, name.Prefixes, name.Share));
    }

    /// <summary>What thresholds would have been passed.</summary>
    public void WriteEvidence(Report report)
    {
        report.Line("## Evidence in these weeks, whatever an alarm needs");
        report.Line();
        report.Line("At a level the e-detector promises a run length of its exponential, in features of the group: nominal is the features over that. Passages are counted anew when the evidence has lost a factor of e since. Where the ratio is far above 2, it is not a threshold that keeps quiet, but the evidence: what is bet on is that a move is slower than expected by more than what is nobody's business (1.2 % of a speed, and what is not known of the middle), so a crane on which nothing has changed loses nearly every bet. The promise is an upper bound for a crane that is off by as much as that.");
        string[] names = ["hoist", "trolley", "gantry", "boom", "crane as a whole", "anchors"];
        var rows = new List<string[]>();
        for (int group = 0; group < names.Length; group++)
        {
            long features = runs.Sum(run => run.Features[group]);
            for (int i = 0; i < EvidenceProbe.Levels.Length && features > 0; i++)
            {
                long count = runs.Sum(run => run.Passages[group, i]);
                double nominal = features / Math.Exp(EvidenceProbe.Levels[i]);
                var rate = ConfidenceInterval.OfRate(count, 1);
                rows.Add([
                    names[group], Report.Text($"{features / weeks:0}"), Report.Text($"{EvidenceProbe.Levels[i]:0}"), Report.Text($"{nominal / weeks:0.0}"),
                    Report.Text($"{count}"), Report.Text($"{count / weeks:0.00}"),
                    count == 0 ? Report.Text($"> {nominal / rate.High:0.0}") : Report.Text($"{nominal / count:0.0} ({nominal / rate.High:0.0}-{nominal / rate.Low:0.0})"),
                ]);
                if (count == 0) break;
            }
        }

        report.Table(["group", "features a crane-week", "level", "nominal a crane-week", "passages", "a crane-week", "ratio (95 %)"], rows);
    }

    private string[] Row(int budget, string name, string[] prefixes, double share)
    {
        int count = runs.Sum(run => run.At(budget).Count(alert => prefixes.Any(prefix => alert.Type.Name.StartsWith(prefix, StringComparison.Ordinal))));
        double nominal = budgets[budget] * share;
        var rate = ConfidenceInterval.OfRate(count, weeks);
        double low = nominal / rate.High, high = nominal / rate.Low;
        return
        [
            Report.Text($"{budgets[budget]:0.##}"), name, Report.Text($"{nominal:0.00}"), Report.Text($"{count}"),
            Report.Text($"{count / weeks:0.00} ({rate.Low:0.00}-{rate.High:0.00})"),
            count == 0 ? Report.Text($"> {low:0.00}") : Report.Text($"{nominal * weeks / count:0.00} ({low:0.00}-{high:0.00})"),
            low >= Least ? "met" : high < Least ? "MISSED" : "not shown",
            high <= Most ? "met" : low > Most ? "MISSED" : "not shown",
        ];
    }
}
