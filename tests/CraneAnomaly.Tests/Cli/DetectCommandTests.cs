using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Alerts;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class DetectCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Detect_AnAttack_WritesChainedAlertsThatPointIntoTheFile()
    {
        string path = _folder.Write("attack.pcap", CliCaptures.Attack), baseline = _folder.WriteBaseline();
        var run = await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--site", "Quay 7");

        Assert.Equal(0, run.Code);
        Assert.Equal(run.Lines.Length, ChainVerifier.Verify(Encoding.UTF8.GetBytes(run.Out)));
        var alerts = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(alerts, AlertContract.Check);
        var worst = alerts.MaxBy(alert => alert.GetProperty("severity").GetInt32());
        Assert.Equal((80, "Quay 7"), (worst.GetProperty("severity").GetInt32(), worst.GetProperty("site").GetString()));
        string sha = Convert.ToHexStringLower(SHA256.HashData(CliCaptures.Attack));
        Assert.All(worst.GetProperty("evidence").EnumerateArray(),
            e => Assert.Equal(sha, e.GetProperty("sha256").GetString()));
        Assert.Contains("findings in", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("{", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_WithFailOn_Is1FromThatSeverityOn()
    {
        string path = _folder.Write("attack.pcap", CliCaptures.Attack),
            cut = _folder.Write("cut.pcap", CliCaptures.Attack[..^2]);
        string baseline = _folder.WriteBaseline();

        Assert.Equal(ExitCode.Alerts,
            (await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--fail-on", "critical")).Code);
        Assert.Equal(ExitCode.Done,
            (await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--fail-on", "81")).Code);
        // A damaged input weighs more than an alert.
        var damaged = await CraneCli.RunAsync("detect", cut, "--baseline", baseline, "--fail-on", "80");
        Assert.Equal(ExitCode.Unusable, damaged.Code);
        Assert.Contains("\"severity\":80", damaged.Out, StringComparison.Ordinal);
        var allowed = await CraneCli.RunAsync("detect", cut, "--baseline", baseline, "--fail-on", "80",
            "--allow-partial");
        Assert.Equal(ExitCode.Alerts, allowed.Code);
    }

    [Fact]
    public async Task Detect_WithoutABaseline_SaysSoOnStandardError()
    {
        var run = await CraneCli.RunAsync(CliCaptures.Work, "detect", "-", "--fail-on", "medium");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Contains("no baseline", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_ToAFileAndAsText_KeepsStandardOutputClean()
    {
        string path = _folder.Write("attack.pcap", CliCaptures.Attack), baseline = _folder.WriteBaseline(),
            to = _folder.At("alerts");
        var filed = await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--out", to);
        var text = await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--format", "text");

        Assert.Equal((0, ""), (filed.Code, filed.Out));
        Assert.InRange(ChainVerifier.Verify(await File.ReadAllBytesAsync(to, TestContext.Current.CancellationToken)),
            4, 100);
        Assert.Contains("[ 80] command.first-seen  2026-03-02T", text.Out, StringComparison.Ordinal);
        Assert.Contains("do: Ask the shift lead", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_TwiceAndInAnotherCut_GivesTheSameBytes()
    {
        string path = _folder.Write("attack.pcap", CliCaptures.Attack), baseline = _folder.WriteBaseline();
        string zipped = _folder.Write("zip/attack.pcap", CraneTraffic.Gzip(CliCaptures.Attack));
        var one = await CraneCli.RunAsync("detect", path, "--baseline", baseline);
        var two = await CraneCli.RunAsync("detect", path, "--baseline", baseline);
        var three = await CraneCli.RunAsync("detect", zipped, "--baseline", baseline);

        Assert.Equal(one, two);
        Assert.Equal(IdsOf(one), IdsOf(three));
    }

    private static IEnumerable<string?> IdsOf(CliResult run) => run.Lines.Select(line =>
    {
        using var alert = JsonDocument.Parse(line);
        return string.Join(' ', ((string[])["id", "revision", "title"]).Select(alert.RootElement.GetProperty));
    });
}
