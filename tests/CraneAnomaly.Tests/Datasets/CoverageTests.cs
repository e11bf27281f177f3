using System.Globalization;
using System.Reflection;
using CraneAnomaly.Alerts;
using CraneAnomaly.Simulator;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Datasets;

/// <summary>
/// The threats that are known, and what is done about each: a test that shows its detection, or in words why there is
/// none.
/// </summary>
public class CoverageTests
{
    private const int Threats = 36;

    private static readonly string[][] s_rows =
    [
        .. File.ReadLines(Path.Combine(Shared.RepositoryRoot, "datasets", "COVERAGE.tsv")).Skip(1).Select(line => line.Split('\t')),
    ];

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, s_rows.Length)];

    [Fact]
    public void EveryThreat_HasARow() => Assert.Equal(
        Enumerable.Range(1, Threats), s_rows.Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)).Distinct().Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_HasScenariosAndATestOrAReason(int at)
    {
        string[] row = s_rows[at];
        Assert.Equal(5, row.Length);
        var scenarios = Simulation.Scenarios.Select(scenario => scenario.Name).ToHashSet(StringComparer.Ordinal);

        // A dash: nothing simulates it yet.
        if (row[1] != "-") Assert.All(row[1].Split(' '), name => Assert.Contains(name, scenarios));
        Assert.All(row[2].Split(' '), input => Assert.Contains(input, (string[])["telemetry", "network"]));
        string how = row[4];
        if (how.StartsWith("not observable, because ", StringComparison.Ordinal)) return;
        if (how.StartsWith("later, issue ", StringComparison.Ordinal)) return;

        // Named with its alert, so that a row cannot claim what the product cannot say.
        Assert.All(row[3].Split(' '), name => AlertCatalog.Get(name));
        string[] test = how.Split('.');
        var method = Assembly.GetExecutingAssembly().GetTypes().FirstOrDefault(type => type.Name == test[0])?.GetMethod(test[1]);
        Assert.True(method?.GetCustomAttribute<FactAttribute>() is not null, $"{how} is no test");
    }
}
