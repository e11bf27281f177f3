using CraneAnomaly.Alerts;
using CraneAnomaly.Cli;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Sensors;

/// <summary>The way from a simulated port to the alert: learned from other work than what is judged.</summary>
public class SensorScenarioTests
{
    private static readonly Lazy<Task<Baseline>> s_baseline = new(LearnAsync);

    [Fact]
    public async Task Freezes_OfPositionLoadAndWind_AreFound()
    {
        foreach (var (scenario, signal) in new[]
            {
                ("freeze-trolley-position", "trolley.position"), ("freeze-hoist-position", "hoist.position"),
                ("freeze-load", "spreader.load"), ("freeze-wind", "wind.speed"),
            })
        {
            Assert.Contains(await DetectAsync(scenario), alert => alert.Type.Name == "sensor.frozen" && alert.Finding.Signal == signal);
        }
    }

    [Fact]
    public async Task Replays_AreFound()
    {
        foreach (string scenario in (string[])["replay-load", "replay-motion"])
            Assert.Contains(await DetectAsync(scenario), alert => alert.Type.Name == "sensor.replayed");
    }

    [Fact]
    public async Task SwitchedOff_NamesTheSignalThatWentFirst()
    {
        foreach (var (scenario, signal) in new[]
            {
                ("anemometer-off", "wind.speed"), ("limit-switch-off", "trolley.limit_plus"), ("load-cell-off", "spreader.load"),
                ("encoder-off", "trolley.position"), ("estop-channel-open", "emergency_stop"),
            })
        {
            Assert.Contains(await DetectAsync(scenario), alert => alert.Type.Name == "sensor.switched-off" && alert.Finding.Signal == signal);
        }
    }

    [Fact]
    public async Task SuppressedAlarm_IsMissed() =>
        Assert.Contains(await DetectAsync("alarm-suppression"), alert => alert.Finding.Signal == "alarm.code" && alert.Severity >= 60);

    [Fact]
    public async Task SpoofedWindAndSpeed_AreFound()
    {
        foreach (string scenario in (string[])["spoof-wind-high", "spoof-wind-low", "throttle-spoofed-speed", "consistent-lie-anchored"])
            Assert.Contains(await DetectAsync(scenario), alert => alert.Type.Name == "sensor.spoofed" && alert.Severity >= 60);
    }

    [Theory]
    [InlineData("limit-moved", "sensor.limit-moved", "trolley.slowdown", 65)]
    [InlineData("slowdown-moved", "sensor.limit-moved", "trolley.slowdown", 55)]
    [InlineData("protection-off", "sensor.switched-off", "protective_function.force_limiter.enabled", 70)]
    [InlineData("parameter-change", "command.value", "parameter.checksum", 60)]
    [InlineData("radio-replay", "command.radio", "radio.id", 65)]
    [InlineData("radio-replay", "command.no-demand", "hoist.speed", 75)]
    [InlineData("motion-without-demand", "command.no-demand", "trolley.speed", 70)]
    [InlineData("hoist-without-demand", "command.no-demand", "hoist.speed", 75)]
    [InlineData("gantry-without-demand", "command.no-demand", "gantry.speed", 70)]
    public async Task ChangeOfControl_IsToldByName(string scenario, string name, string signal, int severity)
    {
        var told = (await DetectAsync(scenario))
            .Where(alert => alert.Type.Name == name && alert.Finding.Signal == signal && alert.Finding.Crane == "QC01").ToList();

        Assert.Contains(told, alert => alert.Severity == severity);
        Assert.All(told, alert => Assert.NotEmpty(alert.Finding.RuledOut));
    }

    // By what the crane did before: the baseline is of cranes with other drives.
    [Theory]
    [InlineData("gantry-denial", "command.no-demand", "gantry.speed")]
    [InlineData("setpoint-bias", "throttling.trolley.bias", "trolley.reference")]
    public async Task ChangeOfControl_ThatTakesTime_IsToldByName(string scenario, string name, string signal) =>
        Assert.Contains(await DetectAsync(scenario, 4, isLearned: false), alert => alert.Type.Name == name && alert.Finding.Signal == signal);

    [Theory]
    [InlineData("normal")]
    [InlineData("throttle-trolley")]
    public async Task ChangeOfControl_WhereThereIsNone_IsNotTold(string scenario) =>
        Assert.DoesNotContain(
            await DetectAsync(scenario, 4, isLearned: false),
            alert => alert.Type.Name is "command.no-demand" or "command.radio" or "sensor.limit-moved" or "throttling.trolley.bias");

    [Fact]
    public async Task Faults_AreNoTampering()
    {
        foreach (string scenario in (string[])["dead-encoder", "iced-anemometer", "thermal-derating", "worn-brake", "ntp-step", "normal"])
            Assert.DoesNotContain(await DetectAsync(scenario), alert => alert.Severity >= 40);
    }

    private static async Task<Baseline> LearnAsync()
    {
        using var folder = new Scratch("normal", 0.6, 21);
        var learner = new BaselineLearner(new() { Cranes = SiteFiles.CranesIn([folder.Path]) });
        await learner.RunAsync(folder.Inputs, TestContext.Current.CancellationToken);
        return learner.Complete(train: null);
    }

    private static async Task<IReadOnlyList<Alert>> DetectAsync(string scenario, double hours = 0.6, bool isLearned = true)
    {
        using var folder = new Scratch(scenario, hours, 115);
        var sink = new Last();
        await using var pipeline = DetectionPipeline.Create(isLearned ? await s_baseline.Value : null, new() { Cranes = SiteFiles.CranesIn([folder.Path]) }, sink);
        await pipeline.RunAsync(folder.Inputs, TestContext.Current.CancellationToken);
        pipeline.Complete();
        return [.. sink.Alerts.Values.Where(alert => alert.Detectors.Contains("sensors"))];
    }

    private sealed class Last : IAlertSink
    {
        public Dictionary<string, Alert> Alerts { get; } = new(StringComparer.Ordinal);

        public void OnAlert(Alert alert) => Alerts[alert.Id] = alert;
    }

    private sealed class Scratch : IDisposable
    {
        public Scratch(string scenario, double hours, int seed) => Simulation.Write(
            new() { Scenario = scenario, Cranes = 3, Duration = TimeSpan.FromHours(hours), RateHz = 1, Seed = seed }, Path);

        public string Path { get; } = Directory.CreateTempSubdirectory().FullName;

        public CaptureInputs Inputs => new() { Paths = [System.IO.Path.Combine(Path, "telemetry.csv")] };

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
