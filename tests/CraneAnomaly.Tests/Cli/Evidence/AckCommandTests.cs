using System.Text.Json;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Cli.Evidence;

public sealed class AckCommandTests : IDisposable
{
    private static readonly string s_capture = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "container-exfiltration", "traffic.pcap");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ack_TwoAlerts_AreLoggedInAChain_AndChangeNothingElse()
    {
        var (alerts, ids) = await DetectAsync();
        byte[] before = File.ReadAllBytes(alerts);

        var first = await AckAsync(alerts, ids[0], "benign", "A. Keeper", "--reason", "planned \"test\", permit 7");
        var second = await AckAsync(alerts, ids[1], "true", "B. Keeper");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(0, (await CraneCli.RunAsync("verify", alerts + ".acks")).Code);
        var lines = File.ReadLines(alerts + ".acks").Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(ids[..2], lines.Select(l => l.GetProperty("id").GetString()!));
        Assert.Equal(["benign", "true"], lines.Select(l => l.GetProperty("disposition").GetString()!));
        Assert.Equal("A. Keeper", lines[0].GetProperty("by").GetString());
        Assert.Equal("planned \"test\", permit 7", lines[0].GetProperty("reason").GetString());
        Assert.Contains(lines[0].GetProperty("alert_hash").GetString()!, File.ReadAllText(alerts), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(alerts));

        // Nothing that judges has read it: the same alerts again, with the log of them beside the input.
        await CraneCli.RunAsync("detect", s_capture, "--out", alerts);
        Assert.Equal(before, File.ReadAllBytes(alerts));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("cut")]
    public async Task Ack_ToALogThatIsNotWhole_IsRefused(string damage)
    {
        var (alerts, ids) = await DetectAsync();
        await AckAsync(alerts, ids[0], "benign", "A");
        string log = alerts + ".acks";
        string text = File.ReadAllText(log);
        File.WriteAllText(log, damage == "cut" ? text[..^1] : text.Replace("benign", "true", StringComparison.Ordinal));
        byte[] damaged = File.ReadAllBytes(log);

        var refused = await AckAsync(alerts, ids[1], "true", "B");
        var elsewhere = await AckAsync(alerts, ids[1], "true", "B", "--log", _folder.At("other.acks"));

        Assert.Equal((3, 0), (refused.Code, elsewhere.Code));
        Assert.Contains("--log", refused.Error, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(log));
    }

    [Fact]
    public async Task Ack_WithoutWhoOrOfNoAlert_IsAnError()
    {
        var (alerts, ids) = await DetectAsync();

        var nobody = await CraneCli.RunAsync("ack", ids[0], "--alerts", alerts, "--disposition", "benign");
        var blank = await AckAsync(alerts, ids[0], "benign", " ");
        var other = await AckAsync(alerts, ids[0], "maybe", "A");
        var unknown = await AckAsync(alerts, "ca-none", "benign", "A");

        Assert.Equal((2, 2, 2, 3), (nobody.Code, blank.Code, other.Code, unknown.Code));
        Assert.False(File.Exists(alerts + ".acks"));
    }

    private static Task<CliResult> AckAsync(string alerts, string id, string disposition, string by, params string[] more) =>
        CraneCli.RunAsync(["ack", id, "--alerts", alerts, "--disposition", disposition, "--by", by, .. more]);

    private async Task<(string Alerts, string[] Ids)> DetectAsync()
    {
        string alerts = _folder.At("alerts.ndjson");
        await CraneCli.RunAsync("detect", s_capture, "--out", alerts);
        string[] ids = [.. File.ReadLines(alerts).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()!).Distinct()];
        Assert.True(ids.Length >= 2);
        return (alerts, ids);
    }
}
