using System.Globalization;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>Prints, for a person, what became of the rows of logs.</summary>
public static class LogSummary
{
    /// <summary>Prints; nothing when there were no logs.</summary>
    public static void Print(TextWriter to, LogCoverage coverage)
    {
        if (coverage.Lines == 0) return;
        to.WriteLine();
        to.WriteLine("Logs");
        var lines = new TextTable(("OUTCOME", false), ("COUNT", true));
        lines.Add("lines", Text(coverage.Lines));
        lines.Add("  refused", Text(coverage.BadLines));
        lines.Add("records after later ones (written when it was over)", Text(coverage.Late));
        lines.Add("records that another log tells with more", Text(coverage.ToldTwice));
        lines.Add("flows forgotten (past the cap)", Text(coverage.FlowsForgotten));
        lines.Print(to, indent: 2);
        to.WriteLine();
        var logs = new TextTable(("LOG", false), ("ROWS", true), ("RECORDS", true), ("LEFT ASIDE", true));
        foreach (var (name, rows, records, leftAside) in coverage.Logs) logs.Add(name, Text(rows), Text(records), Text(leftAside));
        logs.Print(to, indent: 2);
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What became of the rows of logs.</summary>
/// <param name="Lines">Lines that were read.</param>
/// <param name="BadLines">Lines that were refused.</param>
/// <param name="Late">Records handed on after later ones.</param>
/// <param name="ToldTwice">Records left out because another log tells them with more.</param>
/// <param name="FlowsForgotten">Flows forgotten before they ended.</param>
/// <param name="Logs">Each log, its rows, the records made of them, and rows that nothing is made of.</param>
public sealed record LogCoverage(
    long Lines, long BadLines, long Late, long ToldTwice, long FlowsForgotten,
    IReadOnlyList<(string Name, long Rows, long Records, long LeftAside)> Logs);
