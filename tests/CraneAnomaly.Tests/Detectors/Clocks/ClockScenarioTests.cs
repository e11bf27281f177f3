using CraneAnomaly.Alerts;
using CraneAnomaly.Cli;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Clocks;

/// <summary>Clocks that are set or bent, from the files that the simulator writes to the alert; nothing is learned.</summary>
public class ClockScenarioTests : IAlertSink
{
    private readonly Dictionary<string, Alert> _alerts = [];

    void IAlertSink.OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    [Theory]
    [InlineData("clock-back", 3, "behind the clocks of 2 cranes")]
    [InlineData("clock-drift", 3, "goes on by 1.0 s a minute")]
    [InlineData("clock-back", 1, "went back by 10.0 min")]
    public async Task Clock_SetOrBent_IsToldOnceAsThatOfItsCrane(string scenario, int cranes, string words)
    {
        await Detect(scenario, cranes);

        var alert = Assert.Single(Clocks);
        Assert.Equal((60, "QC01"), (alert.Severity, alert.Finding.Crane));
        Assert.Contains(words, alert.Finding.Title, StringComparison.Ordinal);
        Assert.NotEmpty(alert.Finding.RuledOut);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("ntp-step")]
    [InlineData("switch-replaced")]
    public async Task Clock_ThatIsRight_IsNotTold(string scenario)
    {
        await Detect(scenario, 3);

        Assert.Empty(Clocks);
    }

    [Fact]
    public async Task Clock_InMaintenance_IsALineInTheLog()
    {
        await Detect("plc-battery", 3);

        Assert.Equal(35, Assert.Single(Clocks).Severity);
    }

    private List<Alert> Clocks => [.. _alerts.Values.Where(alert => alert.Type.Name == "clock.suspect")];

    private async Task Detect(string scenario, int cranes)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Simulation.Write(
                new() { Scenario = scenario, Cranes = cranes, Duration = TimeSpan.FromHours(3), RateHz = 1, Seed = 115 }, folder);
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
