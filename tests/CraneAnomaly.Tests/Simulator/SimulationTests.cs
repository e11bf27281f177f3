using CraneAnomaly.Simulator;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Simulator.Writers;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Simulator;

/// <summary>What one run leaves in its folder.</summary>
public sealed class SimulationTests : IDisposable
{
    private static readonly SimulationOptions Short = new()
    {
        Scenario = "throttle-trolley",
        Cranes = 2,
        Duration = TimeSpan.FromMinutes(12),
        RateHz = 2,
        Traffic = true,
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_SameOptions_GivesTheSameBytes()
    {
        Simulation.Write(Short, _folder.At("one"));
        Simulation.Write(Short, _folder.At("two"));
        Simulation.Write(Short with { Seed = 2 }, _folder.At("three"));

        string[] names = [.. Directory.GetFiles(_folder.At("one")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["cranes.json", "labels.json", "permits.csv", "policy.json", "tags.json", "telemetry.csv", "traffic.pcap"], names);
        Assert.All(names, name => Assert.True(Same("one", "two", name), name));
        Assert.False(Same("one", "three", "telemetry.csv"));
        Assert.False(Same("one", "three", "traffic.pcap"));
    }

    [Fact]
    public void Write_SmallFiles_FitTheirSchemas()
    {
        Simulation.Write(Short, _folder.At("run"));

        foreach (string name in (string[])["cranes", "tags", "policy", "labels"])
            Assert.Empty(JsonSchema.Violations(name, File.ReadAllText(_folder.At("run", name + ".json"))));
        Assert.Empty(JsonSchema.Violations("labels", File.ReadAllText(
            Path.Combine(Shared.RepositoryRoot, "datasets", "modbus-intrusion", "labels.json"))));
        Assert.Equal("id,crane,person,system,source,actions,from,to,approved_by",
            File.ReadLines(_folder.At("run", "permits.csv")).First());
    }

    [Theory]
    [InlineData("cranes", """{"cranes":[{"id":"QC01","rated":{"hoist":{"speed":1}}}]}""", "$.cranes[0].rated.hoist.speed is unknown")]
    [InlineData("cranes", """{"cranes":[{"vendor":"X"}]}""", "$.cranes[0] has no id")]
    [InlineData("tags", """{"tags":[{"source":"modbus:10.0.0.1:502/1/xx/0","signal":"mode"}]}""", "$.tags[0].source: ")]
    [InlineData("tags", """{"tags":[{"source":"csv:speed","signal":"hoist.speed","type":"i17"}]}""", "$.tags[0].type: ")]
    [InlineData("policy", """{"writers":[{"src":"10.0.0.1","unit":256}]}""", "$.writers[0].unit: ")]
    [InlineData("labels", """[{"family":"incident","name":"incident"}]""", "$[0] fits none of")]
    public void Schema_WrongFile_IsRefused(string schema, string json, string violation) =>
        Assert.StartsWith(violation, Assert.Single(JsonSchema.Violations(schema, json)), StringComparison.Ordinal);

    [Fact]
    public void Write_WithoutTraffic_HasNoFileAboutIt()
    {
        Simulation.Write(Short, _folder.At("run"));
        Simulation.Write(Short with { Traffic = false, Format = TelemetryFormat.Tic, Gzip = true }, _folder.At("run"));

        Assert.Equal(
            ["cranes.json", "labels.json", "permits.csv", "telemetry.tic.json.gz"],
            Directory.GetFiles(_folder.At("run")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Scenarios_Names_AreKebabCaseAndUnique()
    {
        Assert.All(Simulation.Scenarios, s => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", s.Name));
        Assert.Equal(Simulation.Scenarios.Count, Simulation.Scenarios.Select(s => s.Name).Distinct().Count());
        Assert.Contains(Simulation.Scenarios, s => s.Name == Simulation.DataSet);
    }

    private bool Same(string left, string right, string name) =>
        File.ReadAllBytes(_folder.At(left, name)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.At(right, name)));
}
