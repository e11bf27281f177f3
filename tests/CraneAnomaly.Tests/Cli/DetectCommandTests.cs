using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Sinks.Formats.Alerts;
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
    public async Task Detect_OfAFolder_WithAPermitForTheWrites_TellsThemForTheLog()
    {
        const string Header = "id,crane,person,system,source,actions,from,to,approved_by\n";
        _folder.Write("port/attack.pcap", CliCaptures.Attack);
        string baseline = _folder.WriteBaseline(), folder = _folder.At("port");
        _folder.Write("port/policy.json", "{\"handling\":\"TLP:RED\",\"writers\":[{\"src\":\"10.1.0.5\"}]}"u8.ToArray());
        var without = await CraneCli.RunAsync("detect", folder, "--baseline", baseline, "--fail-on", "40");
        string permits = _folder.Write("port/permits.csv", Encoding.UTF8.GetBytes(
            Header + "P-7,,vendor,plc,10.1.0.66,write;session,2026-03-02T00:00:00Z,2026-03-02T01:00:00Z,Bob\n"));
        var with = await CraneCli.RunAsync("detect", folder, "--baseline", baseline, "--fail-on", "40");
        File.Move(permits, _folder.At("elsewhere.csv"));
        var named = await CraneCli.RunAsync("detect", folder, "--baseline", baseline, "--permits", _folder.At("elsewhere.csv"));
        var missing = await CraneCli.RunAsync("detect", folder, "--permits", _folder.At("port", "no.csv"));

        Assert.Equal((ExitCode.Alerts, ExitCode.Done, ExitCode.Unusable), (without.Code, with.Code, missing.Code));
        Assert.Equal(with.Lines.Length, named.Lines.Length);
        var alerts = with.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(alerts, AlertContract.Check);
        var told = alerts.Single(alert => alert.GetProperty("activity").GetString() == "close"
            && alert.GetProperty("name").GetString() == "command.first-seen");
        Assert.Equal("permit P-7", told.GetProperty("suppressed_by").GetString());
        Assert.Equal("TLP:RED", told.GetProperty("handling").GetString());
        Assert.StartsWith("permit P-7 allows write", told.GetProperty("permit").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"permit\":{\"matched\":false,\"reason\":\"no permits were given\"}", without.Out, StringComparison.Ordinal);
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

    [Fact]
    public async Task Detect_InTheWordsOfReceivers_CarriesThePlaceInTheLog()
    {
        string path = _folder.Write("attack.pcap", CliCaptures.Attack), baseline = _folder.WriteBaseline();
        var log = await CraneCli.RunAsync("detect", path, "--baseline", baseline);
        foreach (string format in AlertFormats.Names)
        {
            var run = await CraneCli.RunAsync("detect", path, "--baseline", baseline, "--format", format, "--syslog");
            Assert.Equal((0, log.Lines.Length), (run.Code, run.Lines.Length));
            foreach (var (line, logged) in run.Lines.Zip(log.Lines))
            {
                var alert = JsonDocument.Parse(logged).RootElement;
                string hash = alert.GetProperty("chain").GetProperty("hash").GetString()!;
                Assert.Matches("^<3[4-8]>1 2026-03-02T", line);
                Assert.Contains($"hash=\"{hash}\"][timeQuality", line, StringComparison.Ordinal);
                Assert.Contains(hash, line[line.IndexOf("] ", StringComparison.Ordinal)..], StringComparison.Ordinal);
                Assert.Contains(alert.GetProperty("id").GetString()!, line, StringComparison.Ordinal);
            }
        }

        var wrong = await CraneCli.RunAsync("detect", path, "--format", "xml");
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.All(AlertFormats.Names.Append("ndjson"), name => Assert.Contains(name, wrong.Error, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Usage, (await CraneCli.RunAsync("detect", path, "--format", "text", "--syslog")).Code);
    }

    private static IEnumerable<string?> IdsOf(CliResult run) => run.Lines.Select(line =>
    {
        using var alert = JsonDocument.Parse(line);
        return string.Join(' ', ((string[])["id", "revision", "title"]).Select(alert.RootElement.GetProperty));
    });
}
