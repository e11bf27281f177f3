namespace CraneAnomaly.Tests.Reference;

/// <summary>
/// A conn.log: of Zeek with its header, cut by a test of Zeek's to columns named in the first line, or cut by a test
/// of ICSNPP's to those of <see cref="IcsnppColumns"/> without naming them.
/// </summary>
internal sealed class ConnLog
{
    private const string Originator = "id.orig_h", Responder = "id.resp_h", Transport = "proto";

    private static readonly string[] Compared =
    [
        Originator, "id.orig_p", Responder, "id.resp_p", Transport,
        "duration", "orig_bytes", "resp_bytes", "conn_state", "missed_bytes", "history",
        "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes",
    ];

    private static readonly string[] IcsnppColumns = [.. Compared.Take(5), "service"];

    private readonly string[] _columns;

    private ConnLog(string[] columns, List<Dictionary<string, string>> rows) => (_columns, Rows) = (columns, rows);

    public List<Dictionary<string, string>> Rows { get; }

    public static ConnLog Read(string path)
    {
        string[]? fields = null;
        var rows = new List<Dictionary<string, string>>();
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            string[] cells = line.Split('\t');
            if (cells[0] == "#fields") fields = cells[1..];
            if (line.Length == 0 || line[0] == '#') continue;
            if (fields is null)
            {
                bool named = cells[0] is "ts" or "uid";
                fields = named ? cells : IcsnppColumns;
                if (named) continue;
            }

            rows.Add(fields.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second));
        }

        return new([.. Compared.Where(column => fields?.Contains(column) ?? false)], rows);
    }

    /// <summary>
    /// Pairs the rows of a baseline with ours so that as little as possible differs. For every pair that is not equal,
    /// and every row without one: the connection, what Zeek says, and what we say.
    /// </summary>
    public static (int Equal, List<string> Differences) Compare(ConnLog zeek, ConnLog ours)
    {
        var pairs =
            from row in Enumerable.Range(0, zeek.Rows.Count)
            from own in Enumerable.Range(0, ours.Rows.Count)
            where zeek.IsSameConnection(zeek.Rows[row], ours.Rows[own])
            let distance = zeek._columns.Count(c => zeek.Rows[row][c] != ours.Rows[own][c])
            orderby distance, row, own
            select (distance, row, own);
        var (pairedRows, pairedOwn) = (new HashSet<int>(), new HashSet<int>());
        var differences = new List<string>();
        int equal = 0;
        foreach (var (distance, row, own) in pairs)
        {
            if (pairedRows.Contains(row) || pairedOwn.Contains(own)) continue;
            pairedRows.Add(row);
            pairedOwn.Add(own);
            if (distance == 0) equal++;
            else differences.Add(zeek.Difference(zeek.Rows[row], ours.Rows[own]));
        }

        var missing = zeek.Rows.Where((_, i) => !pairedRows.Contains(i));
        var surplus = ours.Rows.Where((_, i) => !pairedOwn.Contains(i));
        differences.AddRange(missing.Select(row => zeek.Difference(row, null)));
        differences.AddRange(surplus.Select(row => zeek.Difference(null, row)));
        return (equal, differences);
    }

    private static bool HasEnds(Dictionary<string, string> row) =>
        row.ContainsKey(Originator) && row.ContainsKey("id.orig_p");

    private static HashSet<(string, string)> Ends(Dictionary<string, string> row) =>
        [(row[Originator], row["id.orig_p"]), (row[Responder], row["id.resp_p"])];

    private bool IsSameConnection(Dictionary<string, string> row, Dictionary<string, string> own) =>
        (!HasEnds(row) || Ends(row).SetEquals(Ends(own)))
        && (!_columns.Contains(Transport) || row[Transport] == own[Transport]);

    private string Difference(Dictionary<string, string>? row, Dictionary<string, string>? own)
    {
        var some = row ?? own!;
        string connection = HasEnds(some)
            ? $"{some[Transport]} {some[Originator]}:{some["id.orig_p"]} {some[Responder]}:{some["id.resp_p"]}"
            : "-";
        string[] columns = row is null || own is null
            ? [.. _columns.Skip(HasEnds(some) ? 5 : 0)]
            : [.. _columns.Where(c => row[c] != own[c])];
        return $"{connection}\t{Text(row)}\t{Text(own)}";

        string Text(Dictionary<string, string>? cells) => cells is null ? "no row"
            : columns.Length == 0 ? "a row"
            : string.Join(' ', columns.Select(c => $"{c}={cells[c]}"));
    }
}
