using CraneAnomaly.Cli;
using CraneAnomaly.MLNet;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>Saved at any place and restored, a pipeline says what it would have said without.</summary>
public class CheckpointLawTests
{
    private static readonly string s_datasets = Path.Combine(Shared.RepositoryRoot, "datasets");
    private static readonly Lazy<Task<Baseline>> s_quay = new(() => LearnAsync("quay/clean", "traffic.pcap", "telemetry.csv.gz"));
    private static readonly Lazy<Task<Baseline>> s_intrusion = new(() => LearnAsync("modbus-intrusion", "clean.pcap"));

    [Theory]
    [InlineData("unlock-aloft")]
    [InlineData("container-exfiltration")]
    [InlineData("hidden-modem")]
    [InlineData("remote-desktop")]
    public Task Traffic_WithoutBaseline_CutAnywhere_GivesTheSame(string folder)
    {
        string path = Path.Combine(s_datasets, "quay", folder);
        var run = new CutRun(null, OptionsOf(path)).Capture(Path.Combine(path, "traffic.pcap"));
        return run.HoldAsync(0, 1, run.Count / 3, run.Count - 1, run.Count);
    }

    [Theory]
    [InlineData("unlock-aloft")]
    [InlineData("freeze-load")]
    [InlineData("emergency-stop")]
    [InlineData("throttle-trolley")]
    public async Task Telemetry_CutAnywhere_GivesTheSame(string folder)
    {
        string path = Path.Combine(s_datasets, "quay", folder);
        foreach (var baseline in new[] { null, await s_quay.Value })
        {
            var run = new CutRun(baseline, OptionsOf(path)).Telemetry(Path.Combine(path, "telemetry.csv.gz"));
            await run.HoldAsync(1, run.Count / 3, run.Count / 2, run.Count - 1);
        }
    }

    [Theory]
    [InlineData("unlock-aloft")]
    [InlineData("container-exfiltration")]
    [InlineData("hidden-modem")]
    [InlineData("remote-desktop")]
    public async Task TrafficAndTelemetry_WithBaselineAndRules_CutAnywhere_GivesTheSame(string folder)
    {
        string path = Path.Combine(s_datasets, "quay", folder);
        var options = OptionsOf(path) with { Policy = SiteFiles.PolicyIn([path]), Permits = SiteFiles.PermitsIn([path]), Site = "quay" };
        var run = new CutRun(await s_quay.Value, options);
        run.Telemetry(Path.Combine(path, "telemetry.csv.gz")).Capture(Path.Combine(path, "traffic.pcap"));
        await run.HoldAsync(run.Count / 4, run.Count / 2, run.Count * 3 / 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Intrusion_CutAnywhere_GivesTheSame(bool hasBaseline)
    {
        var run = new CutRun(hasBaseline ? await s_intrusion.Value : null, null).Capture(Path.Combine(s_datasets, "modbus-intrusion", "attack.pcap"));
        await run.HoldAsync(7, run.Count / 3, run.Count / 2, run.Count * 2 / 3);
    }

    [Theory]
    [InlineData("modbus")]
    [InlineData("encap")]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("ssh")]
    [InlineData("rdp")]
    [InlineData("rfb")]
    [InlineData("dns")]
    [InlineData("mixed")]
    public async Task ReferenceCaptures_OneBehindTheOther_CutAnywhere_GiveTheSame(string folder)
    {
        const int Most = 300, LargestFile = 1_500_000;
        string path = Shared.Capture(folder);
        var run = new CutRun(null, null);
        var files = Directory.GetFiles(path, "*.pcap*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < LargestFile);
        foreach (string file in files.Order(StringComparer.Ordinal)) run.Capture(file, Most);
        Assert.True(run.Count > 0);
        await run.HoldAsync(run.Count / 5, run.Count / 2, run.Count * 4 / 5);
    }

    private static DetectionOptions OptionsOf(string folder) =>
        new() { Tags = SiteFiles.TagsIn([folder]), Cranes = SiteFiles.CranesIn([folder]) };

    private static async Task<Baseline> LearnAsync(string folder, params string[] files)
    {
        string path = Path.Combine(s_datasets, folder);
        var learner = new BaselineLearner(OptionsOf(path));
        await learner.RunAsync(new CaptureInputs { Paths = [.. files.Select(file => Path.Combine(path, file))] });
        return learner.Complete(new MlNetTrainer(1).Train);
    }
}
