using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>Saved at any place and restored, a pipeline says what it would have said without.</summary>
public class CheckpointLawTests
{
    private static readonly string s_datasets = Path.Combine(Shared.RepositoryRoot, "datasets");

    [Theory]
    [InlineData("unlock-aloft")]
    [InlineData("container-exfiltration")]
    [InlineData("hidden-modem")]
    [InlineData("remote-desktop")]
    public Task Quay_OfTraffic_CutAnywhere_GivesTheSame(string folder)
    {
        string path = Path.Combine(s_datasets, "quay", folder);
        var run = new CutRun(null, OptionsOf(path)).Capture(Path.Combine(path, "traffic.pcap"));
        return run.HoldAsync(0, 1, run.Count / 3, run.Count / 2 + 17, run.Count - 1, run.Count);
    }

    [Theory]
    [InlineData("unlock-aloft")]
    [InlineData("freeze-load")]
    [InlineData("emergency-stop")]
    [InlineData("throttle-trolley")]
    public Task Quay_OfTelemetry_CutAnywhere_GivesTheSame(string folder)
    {
        string path = Path.Combine(s_datasets, "quay", folder);
        var run = new CutRun(null, OptionsOf(path)).Telemetry(Path.Combine(path, "telemetry.csv.gz"));
        return run.HoldAsync(1, run.Count / 3, run.Count / 2, run.Count - 1);
    }

    private static DetectionOptions OptionsOf(string folder) =>
        new() { Tags = SiteFiles.TagsIn([folder]), Cranes = SiteFiles.CranesIn([folder]) };
}
