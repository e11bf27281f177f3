using CraneAnomaly.Alerts;
using CraneAnomaly.Cli;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Invariants;

/// <summary>Whole scenarios, from the files that the simulator writes to the alert; nothing is learned.</summary>
public class SimulatedInterlockTests : IAlertSink
{
    private readonly Dictionary<string, Alert> _alerts = [];

    void IAlertSink.OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    [Theory]
    [InlineData("partial-lock-hoist", "interlock.I1")]
    [InlineData("unlock-aloft", "interlock.I2")]
    [InlineData("lock-not-landed", "interlock.I3")]
    [InlineData("brake-not-released", "interlock.I4")]
    [InlineData("boom-raised-outside", "interlock.I5")]
    [InlineData("gantry-pinned", "interlock.I6")]
    [InlineData("limit-overrun", "interlock.I8")]
    [InlineData("limit-moved", "interlock.I8")]
    [InlineData("overload-hoist", "interlock.I9")]
    [InlineData("mode-change-aloft", "interlock.I10")]
    [InlineData("wind-overrun", "interlock.I11")]
    [InlineData("spoof-wind-high", "interlock.I12")]
    [InlineData("bypass-outside-permit", "interlock.I13")]
    [InlineData("maintenance-residue", "interlock.I13")]
    public async Task Scenario_IsToldByItsInterlockAlone(string scenario, string alert)
    {
        await Detect(scenario, scenario == "spoof-wind-high" ? 2 : 1, 1);

        Assert.NotEmpty(Interlocks);
        Assert.All(Interlocks, name => Assert.Equal(alert, name));
    }

    // The whole catalogue at three seeds and two rates is told in the report of the interlocks.
    [Theory]
    [InlineData("normal", 0)]
    [InlineData("wind-gusts", 0)]
    [InlineData("brake-test", 0)]
    [InlineData("load-test", 3)]
    public async Task Scenario_OfWork_TellsNothing(string scenario, int bypasses)
    {
        await Detect(scenario, 2, 1);

        // A bypass under a permit is told: whether it was permitted is judged elsewhere.
        Assert.InRange(Interlocks.Count, 0, bypasses);
        Assert.All(Interlocks, name => Assert.Equal("interlock.I13", name));
    }

    private List<string> Interlocks =>
        [.. _alerts.Values.Where(alert => alert.Severity >= 40).Select(alert => alert.Type.Name).Where(name => name.StartsWith("interlock", StringComparison.Ordinal))];

    private async Task Detect(string scenario, int cranes, double hours)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Simulation.Write(
                new() { Scenario = scenario, Cranes = cranes, Duration = TimeSpan.FromHours(hours), RateHz = 2, Seed = 11 }, folder);
            await using var pipeline = DetectionPipeline.Create(options: new() { Cranes = SiteFiles.CranesIn([folder]) }, sink: this);
            await pipeline.RunAsync(
                new CaptureInputs { Paths = [Path.Combine(folder, "telemetry.csv")] }, TestContext.Current.CancellationToken);
            pipeline.Complete();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
