using System.Globalization;
using System.Text;

namespace CraneAnomaly.Benchmarks.Reports;

/// <summary>A report in Markdown: shown while it arises, and saved where asked.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    public Report(string title, VerbArguments arguments)
    {
        Line($"# {title}");
        Line();
        Line($"Written by `CraneAnomaly.Benchmarks {arguments.CommandLine}` on "
            + $"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.");
        foreach (string line in Machine.Describe()) Line($"- {line}");
        Line($"- load average of the last minute at the start: {Machine.LoadAverage}");
    }

    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    public void Line(string text = "")
    {
        Console.WriteLine(text);
        _text.Append(text).Append('\n');
    }

    public void Line(FormattableString text) => Line(Text(text));

    /// <summary>A table; all columns but the first are set to the right.</summary>
    public void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line();
        Line($"| {string.Join(" | ", head)} |");
        Line($"|---|{string.Concat(head.Skip(1).Select(_ => "--:|"))}");
        foreach (var row in rows) Line($"| {string.Join(" | ", row)} |");
        Line();
    }

    /// <summary>Ends the report; with a folder, writes it to the machine's folder in there, and the versions beside.</summary>
    public void Save(string? folder, string name)
    {
        Line($"Load average of the last minute at the end: {Machine.LoadAverage}.");
        if (folder is null) return;
        folder = Path.Combine(folder, Machine.Folder);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), _text.ToString());
        File.WriteAllLines(Path.Combine(folder, "versions.txt"), Machine.Versions());
    }
}
