using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>
/// The differences from a reference that were looked at: a table beside the tests whose first columns say what
/// differs, and whose last says why. What is not listed fails a test, and so does what is listed but does not occur.
/// </summary>
internal sealed class ExceptionList
{
    private readonly int _columns;

    private ExceptionList(int columns, string[][] rows) => (_columns, Rows) = (columns, rows);

    public IReadOnlyList<string[]> Rows { get; }

    /// <param name="name">Name of the table.</param>
    /// <param name="columns">How many of its columns say what differs.</param>
    public static ExceptionList Load(string name, int columns)
    {
        string path = Path.Combine(Shared.RepositoryRoot, "tests", "CraneAnomaly.Tests", "Reference", name);
        var lines = File.ReadAllLines(path);
        int width = lines[0].Split('\t').Length;
        var rows = lines.Skip(1).Select(line => line.Split('\t')).ToArray();
        Assert.All(rows, row => Assert.True(row.Length == width && row[^1].Length > 0, string.Join('\t', row)));
        return new(columns, rows);
    }

    /// <summary>Fails when the differences found are not exactly those listed.</summary>
    public void AssertEqual(IEnumerable<string> found)
    {
        var listed = Count(Rows.Select(row => string.Join('\t', row.Take(_columns))));
        var occurred = Count(found);
        string[] wrong =
        [
            .. Beyond(occurred, listed).Select(text => $"not listed: {text}"),
            .. Beyond(listed, occurred).Select(text => $"listed, does not occur: {text}"),
        ];
        Assert.True(wrong.Length == 0, $"{wrong.Length} differences\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<string> Beyond(Dictionary<string, int> these, Dictionary<string, int> those) =>
        these.Where(text => text.Value > those.GetValueOrDefault(text.Key)).Select(text => text.Key)
            .Order(StringComparer.Ordinal);

    private static Dictionary<string, int> Count(IEnumerable<string> texts) =>
        texts.GroupBy(text => text).ToDictionary(same => same.Key, same => same.Count());
}
