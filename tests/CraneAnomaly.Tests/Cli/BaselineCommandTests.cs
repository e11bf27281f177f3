using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class BaselineCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Approve_OneFinding_SignsItAndLeavesTheOther()
    {
        string path = Learned("old.baseline");

        var run = await CraneCli.RunAsync(
            "baseline", "approve", path, "--by", "M. Keller", "--finding", CraneSite.Master, "--reason", "our own CMS");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"M. Keller signed off writer {CraneSite.Master}: our own CMS", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 finding(s) are left", run.Out, StringComparison.Ordinal);
        var signed = Baseline.Load(path);
        Assert.Equal(["external-endpoint 8.8.8.8"], signed.Manifest.Unsigned.Select(finding => finding.Key));
        Assert.Equal("M. Keller", Assert.Single(signed.Manifest.Approvals).By);
    }

    [Fact]
    public async Task Approve_OverAnother_LogsWhatChangedAndKeepsTheReference()
    {
        string old = Learned("old.baseline"), path = Learned("new.baseline", 500);
        var before = Baseline.Load(path);

        var run = await CraneCli.RunAsync(
            "baseline", "approve", path, "--by", "M. Keller", "--over", old, "--out", _folder.At("signed.baseline"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        var signed = Baseline.Load(_folder.At("signed.baseline"));
        var approval = Assert.Single(signed.Manifest.Approvals);
        Assert.Equal($"baseline {Baseline.Load(old).Hash}", approval.What);
        Assert.Contains(approval.Changes, line => line.StartsWith("readiness now: commands: ", StringComparison.Ordinal));
        Assert.Equal(before.State.ToArray(), signed.State.ToArray());
        Assert.Empty(Baseline.Load(path).Manifest.Approvals);
    }

    [Fact]
    public async Task Approve_UnknownFinding_SaysWhichThereAre()
    {
        string path = Learned("old.baseline");

        var run = await CraneCli.RunAsync("baseline", "approve", path, "--by", "x", "--finding", "10.1.1.1");

        Assert.Equal(3, run.Code);
        Assert.Contains($"there are: 'external-endpoint 8.8.8.8', 'writer {CraneSite.Master}'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseline", "approve", "x.baseline")]
    [InlineData("baseline", "approve", "x.baseline", "--by", "x")]
    [InlineData("baseline", "diff", "x.baseline")]
    public async Task Baseline_TooLittleSaid_IsWrongUsage(params string[] arguments) =>
        Assert.Equal(2, (await CraneCli.RunAsync(arguments)).Code);

    [Fact]
    public async Task Diff_OtherTraffic_SaysWhatIsNew()
    {
        string old = Learned("old.baseline"), path = Learned("new.baseline", 500, "9.9.9.9");

        var run = await CraneCli.RunAsync("baseline", "diff", old, path);
        var same = await CraneCli.RunAsync("baseline", "diff", old, old);

        Assert.Equal(0, run.Code);
        Assert.Contains("new finding: external-endpoint: 9.9.9.9", run.Out, StringComparison.Ordinal);
        Assert.Contains("no longer found: external-endpoint: 8.8.8.8", run.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (same.Code, same.Out));
    }

    private string Learned(string name, int polls = 400, string outside = "8.8.8.8")
    {
        var clean = CraneSite.Clean(polls);
        clean.Traffic.Datagram(CraneSite.Master, outside, 53);
        var learner = new BaselineLearner();
        learner.RunAsync(new() { Paths = [_folder.Write(name + ".pcap", clean.Traffic.ToPcap())] }).GetAwaiter().GetResult();
        string path = _folder.At(name);
        learner.Complete(null).Save(path);
        return path;
    }
}
