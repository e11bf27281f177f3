using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_Scenario_WritesWhatWasAsked()
    {
        string folder = _folder.At("run");
        var run = await CraneCli.RunAsync("simulate", "--scenario", "normal", "--cranes", "3", "--hours", "0.05", "--rate", "2",
            "--start", "2026-07-01T12:00:00Z", "--seed", "9", "--out", folder);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, "telemetry.csv"), TestContext.Current.CancellationToken);

        Assert.Equal((0, "", ""), (run.Code, run.Out, run.Error));
        Assert.InRange(lines.Length, 1_070, 1_081);
        Assert.Contains(lines, l => l.StartsWith("2026-07-01T12:0", StringComparison.Ordinal) && l.Contains(",QC03,", StringComparison.Ordinal));

        // Once more into the same folder, with what somebody wrote about it; then with something else in it.
        _folder.Write("run/README.md", [.. "about"u8]);
        Assert.Equal(0, (await CraneCli.RunAsync("simulate", "--scenario", "normal", "--hours", "0.01", "--out", folder)).Code);
        string other = _folder.Write("run/evidence.pcap", [1]);
        var refused = await CraneCli.RunAsync("simulate", "--scenario", "normal", "--hours", "0.01", "--out", folder);
        Assert.Equal(3, refused.Code);
        Assert.Contains("evidence.pcap", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(other));
    }

    [Fact]
    public async Task Simulate_List_NamesScenariosWithOneLineEach()
    {
        var run = await CraneCli.RunAsync("simulate", "--list");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(run.Lines, line => Assert.Matches("^[a-z0-9-]+  +[^ ].*$", line));
        foreach (string name in (string[])["normal", "mixed", "throttle-trolley", "hidden-modem", "modbus-intrusion"])
            Assert.Contains(run.Lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--scenario is required", "--out", "x")]
    [InlineData("--out is required", "--scenario", "normal")]
    [InlineData("No scenario is named 'nothing'", "--scenario", "nothing", "--out", "x")]
    [InlineData("--cranes 0 does not fit", "--scenario", "normal", "--out", "x", "--cranes", "0")]
    [InlineData("--rate 51 does not fit", "--scenario", "normal", "--out", "x", "--rate", "51")]
    [InlineData("--hours -1 does not fit", "--scenario", "normal", "--out", "x", "--hours", "-1")]
    [InlineData("--strength 2 does not fit", "--scenario", "normal", "--out", "x", "--strength", "2")]
    [InlineData("--start takes a date", "--scenario", "normal", "--out", "x", "--start", "noon")]
    [InlineData("'xml'", "--scenario", "normal", "--out", "x", "--format", "xml")]
    [InlineData("--seed does not go with", "--scenario", "modbus-intrusion", "--out", "x", "--seed", "2")]
    public async Task Simulate_WrongUsage_SaysSo(string message, params string[] arguments)
    {
        var run = await CraneCli.RunAsync(["simulate", .. arguments]);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("x"));
    }

    [Fact]
    public async Task Simulate_FolderThatIsAFile_CannotBeUsed()
    {
        var run = await CraneCli.RunAsync("simulate", "--scenario", "normal", "--out", _folder.Write("file", [1]));

        Assert.Equal(3, run.Code);
    }
}
