using System.Globalization;
using System.Text;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Records.Site;

/// <summary>Work that was approved (<c>permits.csv</c>).</summary>
[NotState("Given with the options, and never changed.")]
public sealed record Permit
{
    private static readonly string[] Columns =
        ["id", "crane", "person", "system", "source", "actions", "from", "to", "approved_by"];

    private static readonly string[] KnownActions =
        ["read", "write", "download", "force", "mode", "parameter", "session", "bypass"];

    /// <summary>Its number.</summary>
    public required string Id { get; init; }

    /// <summary>On which crane; empty for any.</summary>
    public string Crane { get; init; } = "";

    /// <summary>Who does it.</summary>
    public string Person { get; init; } = "";

    /// <summary>With which system.</summary>
    public string System { get; init; } = "";

    /// <summary>From where; empty for anywhere.</summary>
    public string Source { get; init; } = "";

    /// <summary>What may be done: read, write, download, force, mode, parameter, session, bypass.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>From when on, ns since 1970.</summary>
    public long FromNs { get; init; }

    /// <summary>Until when, not included, ns since 1970.</summary>
    public long ToNs { get; init; }

    /// <summary>Who approved it.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>What can change an alert, for the hash of a configuration.</summary>
    internal string ToText() => string.Create(
        CultureInfo.InvariantCulture, $"permit {Id} {Crane} {Source} {string.Join(';', Actions)} {FromNs} {ToNs}");

    /// <summary>Reads <c>permits.csv</c> (RFC 4180, times in UTC).</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public static IReadOnlyList<Permit> Load(string path) => Read(path, File.ReadAllText(path, Encoding.UTF8));

    internal static IReadOnlyList<Permit> Read(string file, string text)
    {
        string[] lines = text.TrimStart('\ufeff').Split('\n');
        int[] places = Header(file, Split(file, 1, lines[0]));
        var permits = new List<Permit>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            var cells = Split(file, i + 1, lines[i]);
            if (cells.Count != places.Length)
                throw new SiteFileException(file, i + 1, $"{cells.Count} cells stand there, and the header names {places.Length}");
            var permit = Read(file, i + 1, column => cells[places[Array.IndexOf(Columns, column)]]);
            if (!ids.Add(permit.Id)) throw new SiteFileException(file, i + 1, $"the permit '{permit.Id}' stands twice");
            permits.Add(permit);
        }

        return permits;
    }

    private static Permit Read(string file, int line, Func<string, string> cell)
    {
        var permit = new Permit
        {
            Id = cell("id").Length > 0 ? cell("id") : throw new SiteFileException(file, line, "'id' is empty"),
            Crane = cell("crane"),
            Person = cell("person"),
            System = cell("system"),
            Source = cell("source"),
            Actions = cell("actions").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            FromNs = Time("from"),
            ToNs = Time("to"),
            ApprovedBy = cell("approved_by"),
        };
        if (permit.Actions.FirstOrDefault(action => !KnownActions.Contains(action)) is { } unknown)
            throw new SiteFileException(file, line, $"'actions': unknown action '{unknown}'; known: {string.Join(", ", KnownActions)}");
        return permit.FromNs <= permit.ToNs ? permit : throw new SiteFileException(file, line, "'to' is before 'from'");

        long Time(string column) => EventTime.TryParse(cell(column), out long ns)
            ? ns
            : throw new SiteFileException(file, line, $"'{column}': a time such as 2026-03-01T04:12:09Z is expected");
    }

    private static int[] Header(string file, List<string> titles)
    {
        foreach (string title in titles.Where(title => !Columns.Contains(title)))
            throw new SiteFileException(file, 1, $"unknown key '{title}'; known here: {string.Join(", ", Columns)}");
        foreach (string column in Columns.Where(column => titles.Count(title => title == column) != 1))
            throw new SiteFileException(file, 1, $"the key '{column}' has to stand there once");
        return [.. Columns.Select(column => titles.IndexOf(column))];
    }

    private static List<string> Split(string file, int line, string text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        text = text.TrimEnd('\r');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (c == '"') quoted = !quoted;
            else if (c != ',' || quoted) cell.Append(c);
            else Take();
        }

        if (quoted) throw new SiteFileException(file, line, "a quote is not closed");
        Take();
        return cells;

        void Take()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
