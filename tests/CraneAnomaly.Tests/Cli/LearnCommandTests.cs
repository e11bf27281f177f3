using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class LearnCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Learn_WithAProposal_WritesAPolicyThatDetectReads()
    {
        string path = _folder.Write("clean.pcap", CraneSite.Clean(400).Traffic.ToPcap()), policy = _folder.At("proposed.json");
        var run = await CraneCli.RunAsync("learn", path, "--baseline", _folder.At("a.baseline"), "--propose-policy", policy);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("proposed: ", run.Out, StringComparison.Ordinal);
        Assert.Contains(SitePolicy.Load(policy).Writers, writer => writer.Source?.Address.ToString() == CraneSite.Master);

        var detected = await CraneCli.RunAsync("detect", path, "--baseline", _folder.At("a.baseline"), "--policy", policy, "--fail-on", "40");
        Assert.Equal(0, detected.Code);
        Assert.Equal(3, (await CraneCli.RunAsync("learn", path, "--baseline", _folder.At("b.baseline"), "--propose-policy", _folder.At("no/such/folder"))).Code);
    }

    [Fact]
    public async Task Learn_Twice_GivesTheSameBaselineThatDetectUses()
    {
        var clean = CraneSite.Clean(400);
        clean.Talk.Order(ModbusEncoder.Umas(1, 0x41, 0xFF));
        clean.Traffic.Datagram(CraneSite.Master, "8.8.8.8", 53);
        string path = _folder.Write("clean.pcap", clean.Traffic.ToPcap()), baseline = _folder.At("one.baseline");
        var run = await CraneCli.RunAsync("learn", path, "--baseline", baseline);
        var again = await CraneCli.RunAsync("learn", path, _folder.At("missing.pcap"), "--baseline",
            _folder.At("two.baseline"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("first-seen commands: ready", run.Out, StringComparison.Ordinal);
        Assert.Contains("to be signed off", run.Out, StringComparison.Ordinal);
        Assert.Contains($"writer: {CraneSite.Master}", run.Out, StringComparison.Ordinal);
        Assert.Contains("external-endpoint: 8.8.8.8", run.Out, StringComparison.Ordinal);
        Assert.Contains($"critical-command: {CraneSite.Master} -> {CraneSite.First}: umas", run.Out,
            StringComparison.Ordinal);
        // The missing input is said, and the other one learned all the same.
        Assert.Equal(3, again.Code);
        Assert.Equal(
            await File.ReadAllBytesAsync(baseline, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_folder.At("two.baseline"), TestContext.Current.CancellationToken));

        var detected = await CraneCli.RunAsync(
            "detect", _folder.Write("attack.pcap", CliCaptures.Attack), "--baseline", baseline, "--fail-on", "80");
        Assert.Equal(1, detected.Code);
    }
}
