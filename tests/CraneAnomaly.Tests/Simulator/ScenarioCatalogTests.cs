using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Scenarios;

namespace CraneAnomaly.Tests.Simulator;

public class ScenarioCatalogTests
{
    private const double Hours = 3;

    private static readonly int Hoist = SignalPlaces.Axis(0, AxisSignal.Speed);
    private static readonly int Trolley = SignalPlaces.Axis(1, AxisSignal.Speed);
    private static readonly int Gantry = SignalPlaces.Axis(2, AxisSignal.Speed);

    // From evening into night, so that what happens at night can happen.
    private static readonly PortOptions Evening = new()
    {
        Cranes = 1,
        Duration = TimeSpan.FromHours(Hours),
        RateHz = 1,
        Seed = 7,
        Start = new(2026, 3, 2, 20, 0, 0, TimeSpan.Zero),
    };

    private static readonly Lazy<List<ulong>> Normal = new(() =>
    {
        var port = new SimulatedPort(Evening);
        var hashes = new List<ulong>();
        while (port.Next(out var sample)) hashes.Add(Recording.Hash(sample));
        return hashes;
    });

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

        Assert.Superset(new HashSet<int>([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 28, 29, 30, 33, 35,
            36]), rows);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_BeforeItsStart_ChangesNothing_AfterwardsIsLabelled(string name)
    {
        var info = ScenarioCatalog.Find(name)!;
        var port = new SimulatedPort(Evening with { Scenario = name });
        var normal = Normal.Value;
        int same = 0;
        bool differs = false;
        int broken = 0;
        for (int row = 0; port.Next(out var sample); row++)
        {
            differs |= row >= normal.Count || normal[row] != Recording.Hash(sample);
            if (!differs) same++;
            if (info.IsBenign && BreaksAnInterlock(sample)) broken++;
        }

        double start = info.FromTheStart ? 0 : 0.4 * Hours * 3600;
        Assert.True(same >= start * 0.98, $"differs from row {same}");
        Assert.Equal(name == ScenarioCatalog.Normal, same == normal.Count);
        Assert.Equal(0, broken);
        if (info.IsBenign) Assert.Empty(port.Events);
        else if (name != ScenarioCatalog.Mixed) Assert.NotEmpty(port.Events);
        long from = port.Options.StartNs;
        Assert.All(port.Events, e =>
        {
            Assert.InRange(e.StartNs, from + (long)(start * 1e9), e.EndNs - 1);
            Assert.InRange(e.EndNs, from, from + (long)(Hours * 3600e9));
            Assert.Contains(port.Nameplates, p => p.Id == e.Crane);
            Assert.Equal(e.Name.StartsWith("throttling.", StringComparison.Ordinal), e.Family == "movement-throttling");
            Assert.Equal(e.Name.StartsWith("interlock.", StringComparison.Ordinal), e.Family == "safety-invariant");
            Assert.Equal(e.Name.StartsWith("sensor.", StringComparison.Ordinal), e.Family == "sensor-tampering");
        });
    }

    // The invariants of a crane that nobody attacks, as far as one row can show them.
    private static bool BreaksAnInterlock(CraneSample sample)
    {
        var n = sample.Numbers;
        bool moves = Math.Abs(n[Hoist]) > 0.05 || Math.Abs(n[Trolley]) > 0.05;
        bool turning = n[SignalPlaces.Locked] == 0 && n[SignalPlaces.Unlocked] == 0;
        bool aloft = n[SignalPlaces.Landed] == 0;
        return (turning && (moves || aloft))
            || (n[SignalPlaces.Unlocked] == 1 && aloft && n[SignalPlaces.Load] > 2)
            || (moves && n[SignalPlaces.ControlOn] == 0)
            || (n[SignalPlaces.Load] > 1.1 * 65 && n[Hoist] > 0)
            || (Math.Abs(n[Gantry]) > 0.05 && (n[SignalPlaces.StormPin] == 1 || n[SignalPlaces.RailClamp] == 1));
    }

    [Fact]
    public void Mixed_Day_HasSeveralKindsOfEvents()
    {
        var recording = Recording.Of(Evening with
        {
            Scenario = "mixed",
            Duration = TimeSpan.FromHours(10),
            Cranes = 4,
            RateHz = 0.2
        });

        Assert.True(recording.Port.Events.Select(e => e.Family).Distinct().Count() >= 3);
        Assert.True(recording.Port.Events.Select(e => e.Crane).Distinct().Count() >= 3);
    }
}
