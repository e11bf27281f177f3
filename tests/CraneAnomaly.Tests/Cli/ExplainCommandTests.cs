using System.Text.Json;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explain_AlertOfDetect_SaysWhatWasSeenAndWhy()
    {
        string alerts = _folder.At("alerts.ndjson");
        await CraneCli.RunAsync("detect", _folder.Write("attack.pcap", CliCaptures.Attack), "--out", alerts);
        using var last = JsonDocument.Parse(File.ReadLines(alerts).Last());
        string id = last.RootElement.GetProperty("id").GetString()!;

        var run = await CraneCli.RunAsync("explain", id, "--alerts", alerts);
        var piped = await CraneCli.RunAsync(
            await File.ReadAllBytesAsync(alerts, TestContext.Current.CancellationToken), "explain", id[..20]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(last.RootElement.GetProperty("title").GetString()!, run.Out, StringComparison.Ordinal);
        foreach (var reason in last.RootElement.GetProperty("explanation").EnumerateArray())
            Assert.Contains($"{reason.GetProperty("feature")}: {reason.GetProperty("value")}", run.Out, StringComparison.Ordinal);
        Assert.Contains(last.RootElement.GetProperty("recommended_action").GetString()!, run.Out, StringComparison.Ordinal);
        Assert.Equal(run.Out, piped.Out);
    }

    [Fact]
    public async Task Explain_UnknownId_SaysSo()
    {
        string alerts = _folder.Write("alerts.ndjson", "{\"id\":\"ca-1\"}\n"u8.ToArray());

        var run = await CraneCli.RunAsync("explain", "ca-2", "--alerts", alerts);
        var missing = await CraneCli.RunAsync("explain", "ca-2", "--alerts", _folder.At("none"));

        Assert.Equal((3, 3), (run.Code, missing.Code));
        Assert.Contains("none of its 1 line(s)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_AmbiguousOrDamaged_IsAnError()
    {
        string two = _folder.Write("two.ndjson", "{\"id\":\"ca-11\"}\n{\"id\":\"ca-12\"}\n"u8.ToArray());
        string damaged = _folder.Write("cut.ndjson", "{\"id\":\"ca-11\n"u8.ToArray());

        var ambiguous = await CraneCli.RunAsync("explain", "ca-1", "--alerts", two);
        var cut = await CraneCli.RunAsync("explain", "ca-1", "--alerts", damaged);

        Assert.Equal((3, 3), (ambiguous.Code, cut.Code));
        Assert.Contains("name more of the id", ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains("line 1 is no alert", cut.Error, StringComparison.Ordinal);
    }
}
