namespace CraneAnomaly.Tests.Sinks;

/// <summary>
/// Compares logs in Zeek's format with a baseline. Times are ignored, as baselines mask them; identifiers are compared
/// by what they join: one of the baseline stands for exactly one of ours, over all logs of a comparison.
/// </summary>
internal sealed class ZeekBaselineComparer
{
    private static readonly string[] Meta = ["#separator", "#set_separator", "#empty_field", "#unset_field", "#path"];

    private readonly Dictionary<string, string> _ours = [];
    private readonly Dictionary<string, string> _theirs = [];

    /// <summary>Compares every log of a baseline folder with the one of its name.</summary>
    /// <param name="produced">Folder of the logs to judge.</param>
    /// <param name="baseline">Folder of the baseline.</param>
    /// <param name="except">Columns of the baseline that ours need not have.</param>
    public static void AssertEqual(string produced, string baseline, params string[] except)
    {
        var comparer = new ZeekBaselineComparer();
        foreach (string path in Directory.GetFiles(baseline, "*.log").Order(StringComparer.Ordinal))
        {
            comparer.AssertLog(Path.Combine(produced, Path.GetFileName(path)), path, except);
        }
    }

    /// <summary>Compares one log with its baseline.</summary>
    public void AssertLog(string producedPath, string baselinePath, params string[] except)
    {
        string name = Path.GetFileName(baselinePath);
        Assert.True(File.Exists(producedPath), $"{name} was not written");
        var produced = Log.Read(producedPath);
        var baseline = Log.Read(baselinePath);
        if (baseline.Fields.Length == 0)
        {
            // ICSNPP's test cuts the header off modbus.log: there only the rows can be compared.
            baseline = baseline with { Fields = produced.Fields, Types = produced.Types, Header = produced.Header };
        }

        baseline = baseline.WithoutColumns(except);
        foreach (string key in Meta) Assert.Equal(baseline.Header[key], produced.Header[key]);
        Assert.Equal(baseline.Fields, produced.Fields);
        Assert.Equal(baseline.Types, produced.Types);
        for (int row = 0; row < Math.Min(baseline.Rows.Count, produced.Rows.Count); row++)
        {
            var (expected, actual) = (baseline.Rows[row], produced.Rows[row]);
            Assert.True(expected.Length == actual.Length, $"{name}, row {row + 1}: {actual.Length} columns");
            for (int column = 0; column < expected.Length; column++)
            {
                string field = baseline.Fields[column];
                Assert.True(
                    Matches(field, expected[column], actual[column]),
                    $"{name}, row {row + 1}, {field}: expected '{expected[column]}', found '{actual[column]}'\n" +
                    string.Join('\t', expected) + "\n" + string.Join('\t', actual));
            }
        }

        Assert.True(baseline.Rows.Count == produced.Rows.Count,
            $"{name}: expected {baseline.Rows.Count} rows, found {produced.Rows.Count}");
    }

    private bool Matches(string field, string expected, string actual)
    {
        if (field == "ts") return double.TryParse(actual, System.Globalization.CultureInfo.InvariantCulture, out _);
        bool isId = field is "uid" or "modbus_detailed_link_id";
        if (!isId || expected is "-" or "(empty)") return expected == actual;
        if (actual is "-" or "(empty)" or "") return false;
        bool known = _ours.TryGetValue(expected, out string? ours) | _theirs.TryGetValue(actual, out string? theirs);
        if (known) return ours == actual && theirs == expected;
        _ours.Add(expected, actual);
        _theirs.Add(actual, expected);
        return true;
    }

    private sealed record Log(
        Dictionary<string, string> Header, string[] Fields, string[] Types, List<string[]> Rows)
    {
        public static Log Read(string path)
        {
            var header = new Dictionary<string, string>();
            var rows = new List<string[]>();
            foreach (string line in File.ReadAllText(path).Split('\n'))
            {
                if (line.StartsWith('#'))
                {
                    int end = line.IndexOfAny([' ', '\t']);
                    if (end > 0) header[line[..end]] = line[(end + 1)..];
                }
                else if (line.Length > 0)
                {
                    rows.Add(line.Split('\t'));
                }
            }

            return new Log(header, Columns("#fields"), Columns("#types"), rows);

            string[] Columns(string key) => header.TryGetValue(key, out string? names) ? names.Split('\t') : [];
        }

        public Log WithoutColumns(params string[] names) => this with
        {
            Fields = Keep(Fields, names),
            Types = Types.Length == 0 ? Types : Keep(Types, names),
            Rows = [.. Rows.Select(r => Keep(r, names))],
        };

        private string[] Keep(string[] cells, string[] names) =>
            [.. cells.Where((_, i) => i >= Fields.Length || !names.Contains(Fields[i]))];
    }
}
