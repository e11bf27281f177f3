using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>What was found in ports of one pace, how soon, and at what price.</summary>
internal sealed class PortPart(string title, IReadOnlyList<PortRun> runs)
{
    private const int MostShown = 20;
    private const double LeastPurity = 0.9, MostFalse = 0.1;

    public void Write(Report report)
    {
        var options = runs[0].Options;
        report.Line($"## {title}");
        report.Line();
        report.Line($"- {runs.Count} ports of {options.Cranes} cranes, {options.Duration.TotalDays:0.##} days each, polled every {options.Pace.PollNs / 1e9:0.#} s; the first {options.Learned.TotalDays:0.##} days are learned, the others judged; seeds {runs[0].Options.Seed} to {runs[^1].Options.Seed}");
        report.Line($"- {runs.Average(run => run.Packets) / 1e6:0.0} M packets a port, made while they were read: at most {runs.Max(run => run.MostHeld) / 1024:N0} KiB made and not read; {runs.Average(run => run.Seconds):0} s a port, making and reading");
        Find(report);
        False(report);
        Incidents(report);
    }

    private void Find(Report report)
    {
        var rows = new List<string[]>();
        var misses = new List<string>();
        foreach (var target in PortTarget.All)
        {
            var found = runs.SelectMany(run => run.Truth!.Attacks.Where(attack => attack.Kind == target.Kind)
                .Select(attack => PortFound.Of(run, attack, target))).ToList();
            var whole = found.Where(f => f.IsWhole(target)).ToList();
            if (found.Count == 0) continue;
            int hits = whole.Count(f => f.IsInTime(target));
            var share = ConfidenceInterval.OfShare(hits, whole.Count);
            double rate = whole.Count == 0 ? 0 : (double)hits / whole.Count;
            string limit = target.Moves > 0 ? $"{target.Moves} moves" : target.Seconds > 0 ? Time(target.Seconds) : "while it lasts";
            string verdict = target.Share == 0 ? "" : whole.Count == 0 ? "not tried" : rate >= target.Share ? "met" : "MISSED";
            var times = whole.Select(f => f.LoudSeconds).OfType<double>().Order().ToList();
            rows.Add([
                target.Title, $"{whole.Count}", $"{hits}", Report.Text($"{100 * rate:0} % ({100 * share.Low:0}-{100 * share.High:0})"),
                target.Share > 0 ? Report.Text($"{100 * target.Share:0} %") : "-", limit, verdict,
                times.Count == 0 ? "-" : Time(times[times.Count / 2]), times.Count == 0 ? "-" : Time(times[^1]),
                $"{whole.Count(f => f.Seconds is not null && f.LoudSeconds is null)}", $"{found.Count - whole.Count}"]);
            misses.AddRange(whole.Where(f => !f.IsInTime(target)).Select(f => Report.Text(
                $"- {target.Title}, seed {f.Run.Options.Seed}: {(f.LoudSeconds is { } s ? $"told after {Time(s)}" : f.Seconds is { } q ? $"told below severity 40 after {Time(q)}" : "not told by its name")}{(f.OtherName is { } other ? $"; told as {other}" : "; nothing else was told of it")}")));
        }

        report.Table(["attack", "tried", "in time", "share (95 %)", "needed", "within", "", "median", "longest", "only quiet", "too short"], rows);
        report.Line("In time: an alert of severity 40 or more, of the attack's own name, with a frame of the attack among its evidence (of what shows on a crane, of that crane at that time).");
        report.Line();
        if (misses.Count == 0) return;
        report.Line("Missed:");
        report.Line();
        foreach (string miss in misses) report.Line(miss);
        report.Line();
    }

    private void False(Report report)
    {
        double days = runs.Sum(run => run.CraneDays);
        var loud = runs.SelectMany(run => run.Alerts.Where(alert => alert.Type.Kind != "incident"
            && run.LoudNs(alert) is not null && run.Truth!.Of(alert) is null).Select(alert => (Run: run, Alert: alert))).ToList();
        var rate = ConfidenceInterval.OfRate(loud.Count, days);
        report.Line($"False episodes of severity {PortTruth.LeastSeverity} or more, all detectors together: {loud.Count} in {days:0} crane-days, {loud.Count / days:0.0000} a crane-day (95 %: {rate.Low:0.0000}-{rate.High:0.0000}); limit {MostFalse:0.0}: {(rate.High <= MostFalse ? "met" : loud.Count / days > MostFalse ? "MISSED" : "met, not shown")}.");

        // One false page a port-week, one false report a port-year of 20 cranes (the design's budget).
        double weeks = runs.Sum(run => (run.Options.Duration - run.Options.Learned).TotalDays) / 7;
        int pages = loud.Count(pair => pair.Alert.Tier == AlertTier.Page), reports = loud.Count(pair => pair.Alert.Tier == AlertTier.Report);
        var paged = ConfidenceInterval.OfRate(pages, weeks);
        report.Line($"Of these {pages} page: {pages / weeks:0.00} a port-week (95 %: {paged.Low:0.00}-{paged.High:0.00}); budget 1: {(paged.High <= 1 ? "met" : pages / weeks > 1 ? "MISSED" : "met, not shown")}. {reports} report in {weeks / 52.18:0.00} port-years.");
        report.Table(["false alert", "episodes", "ports"], loud.GroupBy(pair => pair.Alert.Type.Name)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (string[])[group.Key, $"{group.Count()}", $"{group.Select(pair => pair.Run).Distinct().Count()}"]));
        foreach (var (run, alert) in loud.Take(MostShown))
            report.Line($"- seed {run.Options.Seed}, {EventTime(alert)}: {alert.Type.Name} {alert.Severity} {alert.Title}");
        report.Line();
        Quiet(report, days);
        int own = runs.Sum(run => run.Alerts.Count(alert => alert.Type.Kind != "incident" && run.LoudNs(alert) is not null && run.Truth!.Of(alert) is not null));
        report.Line($"Alerts of severity 40 or more that belong to attacks: {own}, {own / (double)runs.Sum(run => run.Truth!.Attacks.Count):0.0} an attack.");
        report.Line();
    }

    // What nobody is called for, and somebody may read: by whose name it is told, and whether it was of an attack.
    private void Quiet(Report report, double days)
    {
        var quiet = runs.SelectMany(run => run.Alerts.Where(alert => alert.Type.Kind != "incident" && run.LoudNs(alert) is null)
            .Select(alert => (Alert: alert, IsFalse: run.Truth!.Of(alert) is null, Run: run))).ToList();
        report.Line($"Below severity {PortTruth.LeastSeverity}: {quiet.Count(entry => entry.IsFalse)} episodes of no attack, {quiet.Count(entry => entry.IsFalse) / days:0.00} a crane-day.");
        report.Table(["quiet alert", "of no attack", "of attacks"], quiet.GroupBy(entry => entry.Alert.Type.Name)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (string[])[group.Key, $"{group.Count(entry => entry.IsFalse)}", $"{group.Count(entry => !entry.IsFalse)}"]));
    }

    private void Incidents(Report report)
    {
        int incidents = 0, members = 0, right = 0, pure = 0;
        var mixed = new List<string>();
        foreach (var run in runs)
        {
            var byId = run.Alerts.ToDictionary(alert => alert.Id, StringComparer.Ordinal);
            foreach (var incident in run.Alerts.Where(alert => alert.Type.Kind == "incident"))
            {
                var own = incident.Related.Select(id => byId.GetValueOrDefault(id)).OfType<Alert>().ToList();
                int most = own.Select(run.Truth!.Of).OfType<MonthAttack>().GroupBy(attack => attack).Select(group => group.Count()).DefaultIfEmpty(0).Max();
                incidents++;
                members += own.Count;
                right += most;
                if (most == own.Count) pure++;
                else mixed.Add($"- seed {run.Options.Seed}: {string.Join("; ", own.Select(alert => $"{alert.Type.Name} of {run.Truth!.Of(alert)?.Kind.ToString() ?? "nobody"}"))}");
            }
        }

        double purity = members == 0 ? 1 : right / (double)members;
        var share = ConfidenceInterval.OfShare(right, members);
        report.Line($"Incidents: {incidents}, with {members} alerts; {right} of them are of the attack that most of their incident are of: purity {purity:0.000} (95 %: {share.Low:0.000}-{share.High:0.000}); limit {LeastPurity:0.0}: {(share.Low >= LeastPurity ? "met" : purity >= LeastPurity ? "met, not shown" : "MISSED")}. {pure} are of one attack alone. Mixed, at most ten:");
        report.Line();
        foreach (string line in mixed.Take(10)) report.Line(line);
        report.Line();
    }

    private static string EventTime(Alert alert) => Records.EventTime.ToText(alert.FirstSeenNs)[..19];

    private static string Time(double seconds) => seconds switch
    {
        < 120 => Report.Text($"{seconds:0.#} s"),
        < 7_200 => Report.Text($"{seconds / 60:0.#} min"),
        _ => Report.Text($"{seconds / 3_600:0.#} h"),
    };
}
