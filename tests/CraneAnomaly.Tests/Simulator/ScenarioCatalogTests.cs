using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Scenarios;

namespace CraneAnomaly.Tests.Simulator;

public class ScenarioCatalogTests
{
    private const double Hours = 3;

    // From evening into night, so that what happens at night can happen.
    private static readonly PortOptions Evening = new()
    {
        Cranes = 1, Duration = TimeSpan.FromHours(Hours), RateHz = 1, Seed = 7,
        Start = new(2026, 3, 2, 20, 0, 0, TimeSpan.Zero),
    };

    private static readonly Lazy<Recording> Normal = new(() => Recording.Of(Evening));

    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(s => s.Name)];

    [Fact]
    public void All_Names_AreKebabCaseAndUnique()
    {
        Assert.Equal(ScenarioCatalog.All.Count, ScenarioCatalog.All.Select(s => s.Name).Distinct().Count());
        Assert.All(ScenarioCatalog.All, s => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", s.Name));
        Assert.All(ScenarioCatalog.All, s => Assert.DoesNotContain('\n', s.Description));
    }

    [Fact]
    public void All_RowsOfTheThreatTableThatTelemetryShows_AreCovered()
    {
        var rows = ScenarioCatalog.All.SelectMany(s => s.Rows).ToHashSet();

        Assert.Superset(new HashSet<int>([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 28, 29, 30, 33, 35, 36]), rows);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_BeforeItsStart_ChangesNothing(string name)
    {
        var info = ScenarioCatalog.Find(name)!;
        var recording = Recording.Of(Evening with { Scenario = name });
        double start = info.FromTheStart ? 0 : 0.4 * Hours * 3600;
        int same = recording.Rows.Zip(Normal.Value.Rows).TakeWhile(pair => pair.First.Same(pair.Second)).Count();

        Assert.True(same >= start * 0.98, $"differs from row {same}");
        if (name != ScenarioCatalog.Normal) Assert.True(same < Normal.Value.Rows.Count, "nothing ever happens");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_Labels_AreOfAttacksAloneAndWithinTheTime(string name)
    {
        var info = ScenarioCatalog.Find(name)!;
        var recording = Recording.Of(Evening with { Scenario = name });
        var port = recording.Port;
        long from = port.Options.StartNs;

        if (info.IsBenign) Assert.Empty(port.Events);
        else if (name != ScenarioCatalog.Mixed) Assert.NotEmpty(port.Events);
        Assert.All(port.Events, e =>
        {
            Assert.InRange(e.StartNs, from, e.EndNs);
            Assert.InRange(e.EndNs, e.StartNs + 1, from + (long)(Hours * 3600e9));
            Assert.Contains(port.Nameplates, p => p.Id == e.Crane);
            if (e.Name.StartsWith("throttling.", StringComparison.Ordinal)) Assert.Equal("movement-throttling", e.Family);
            if (e.Name.StartsWith("interlock.", StringComparison.Ordinal)) Assert.Equal("safety-invariant", e.Family);
        });
    }

    [Fact]
    public void Mixed_Day_HasSeveralKindsOfEvents()
    {
        var recording = Recording.Of(Evening with { Scenario = "mixed", Duration = TimeSpan.FromHours(24), Cranes = 4, RateHz = 0.2 });

        Assert.True(recording.Port.Events.Select(e => e.Family).Distinct().Count() >= 3);
        Assert.True(recording.Port.Events.Select(e => e.Crane).Distinct().Count() >= 3);
    }
}
