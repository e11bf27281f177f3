using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class InventoryCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inventory_OfASite_NamesRolesAndLinks()
    {
        var root = await JsonAsync(null);
        var roles = root.GetProperty("assets").EnumerateArray().ToDictionary(
            asset => asset.GetProperty("ip").GetString()!, asset => asset.GetProperty("role").GetString());

        Assert.Equal("writer", roles[CraneSite.Master]);
        Assert.Equal("controller", roles[CraneSite.First]);
        Assert.Equal("server", roles[CraneSite.TimeServer]);
        Assert.Equal("client", roles[CraneSite.Historian]);
        Assert.Contains(root.GetProperty("links").EnumerateArray(), link =>
            link.GetProperty("client").GetString() == CraneSite.Master && link.GetProperty("service").GetString() == "modbus tcp/502");
        Assert.Equal(0, root.GetProperty("differences").GetArrayLength());
    }

    [Fact]
    public async Task Inventory_AgainstAList_TellsWhatIsUnlistedMissingAndReplaced()
    {
        var root = await JsonAsync($$"""
            {"devices":[
              {"ip":"{{CraneSite.Master}}","mac":"02:00:0a:01:00:05","name":"master"},
              {"ip":"{{CraneSite.First}}","mac":"02:00:0a:01:00:99","name":"plc"},
              {"ip":"{{CraneSite.Second}}","name":"plc2"},
              {"ip":"10.1.0.200","name":"spare"}]}
            """);
        var told = root.GetProperty("differences").EnumerateArray()
            .Select(difference => $"{difference.GetProperty("kind").GetString()} {difference.GetProperty("subject").GetString()}").ToList();

        Assert.Contains($"unlisted {CraneSite.Historian}", told);
        Assert.Contains($"hardware {CraneSite.First}", told);
        Assert.Contains("missing spare", told);
        Assert.DoesNotContain(told, text => text.Contains(CraneSite.Master, StringComparison.Ordinal) || text.Contains(CraneSite.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inventory_AsText_SaysTheSame()
    {
        string capture = _folder.Write("a.pcap", CliCaptures.Work);
        var run = await CraneCli.RunAsync("inventory", capture);

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("controller", run.Out, StringComparison.Ordinal);
        Assert.Contains("Not as approved", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inventory_OfADamagedFile_IsThatOfWhatWasReadAnd3()
    {
        var run = await CraneCli.RunAsync("inventory", _folder.Write("cut.pcap", CliCaptures.Work[..^10]));

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.Contains(CraneSite.First, run.Out, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(string? policy)
    {
        string capture = _folder.Write("a.pcap", CliCaptures.Work);
        string[] arguments = ["inventory", "--format", "json", capture];
        if (policy is not null) arguments = [.. arguments, "--policy", _folder.Write("policy.json", System.Text.Encoding.UTF8.GetBytes(policy))];
        var run = await CraneCli.RunAsync(arguments);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
