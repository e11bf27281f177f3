using System.Globalization;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>Prints, for a person, what telemetry was read of each crane, and what its clock did.</summary>
public static class TelemetrySummary
{
    /// <summary>Prints; nothing when there was no telemetry.</summary>
    public static void Print(TextWriter to, TelemetryCoverage coverage)
    {
        if (coverage.Lines == 0) return;
        to.WriteLine();
        to.WriteLine("Telemetry");
        var lines = new TextTable(("OUTCOME", false), ("COUNT", true));
        lines.Add("lines", Text(coverage.Lines));
        lines.Add("  refused", Text(coverage.BadLines));
        lines.Add("values left out (another name of the same signal)", Text(coverage.ValuesIgnored));
        lines.Add("names left out (past the cap)", Text(coverage.NamesRefused));
        if (coverage.UnknownAliases > 0) lines.Add("values left out (alias not born yet)", Text(coverage.UnknownAliases));
        if (coverage.SequenceGaps > 0) lines.Add("gaps in the numbers of messages", Text(coverage.SequenceGaps));
        lines.Print(to, indent: 2);
        if (coverage.Cranes.Count == 0) return;
        to.WriteLine();
        to.WriteLine("Cranes");
        var rows = new TextTable(
            ("CRANE", false), ("ROWS", true), ("VALUES", true), ("FIRST", false), ("LAST", false), ("INTERVAL", true),
            ("GAPS", true), ("LONGEST", true), ("LATE", true), ("SUSPECT", true), ("BACKWARDS", true), ("REPEATED", true),
            ("DUPLICATES", true));
        foreach (var crane in coverage.Cranes)
        {
            rows.Add(
                Name(crane), Text(crane.Rows), Text(crane.Values), Time(crane, crane.FirstNs), Time(crane, crane.LastNs),
                crane.UsualIntervalNs == 0 ? "-" : Seconds(crane.UsualIntervalNs), Text(crane.Gaps),
                crane.Gaps == 0 ? "-" : Seconds(crane.LongestGapNs), Text(crane.Late), Text(crane.Suspect),
                Text(crane.Backwards), Text(crane.Repeated), Text(crane.Duplicates));
        }

        rows.Print(to, indent: 2);
        PrintClocks(to, coverage.Cranes);
    }

    private static void PrintClocks(TextWriter to, IReadOnlyList<CraneCoverage> cranes)
    {
        if (cranes.All(crane => crane.Received == 0)) return;
        to.WriteLine();
        to.WriteLine("Clocks (receiver's time less the crane's)");
        var clocks = new TextTable(("CRANE", false), ("ROWS", true), ("LEAST", true), ("GREATEST", true), ("DRIFT", true));
        foreach (var crane in cranes.Where(crane => crane.Received > 0))
        {
            clocks.Add(
                Name(crane), Text(crane.Received), Seconds(crane.LeastOffsetNs), Seconds(crane.GreatestOffsetNs),
                crane.DriftPpm.ToString("0.0", CultureInfo.InvariantCulture) + " ppm");
        }

        clocks.Print(to, indent: 2);
    }

    // A name out of traffic may hold what a terminal would act on.
    private static string Name(CraneCoverage crane) => crane.Name.Length == 0
        ? "-"
        : string.Concat(crane.Name.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c));

    private static string Time(CraneCoverage crane, long ns) => crane.Rows == 0 ? "-" : Records.EventTime.ToText(ns)[..23] + "Z";

    private static string Seconds(long ns) => (ns * 1e-9).ToString("0.000", CultureInfo.InvariantCulture) + " s";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
