using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Cli;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>The names of countries and networks that a user's file gives, in alerts and in the inventory.</summary>
public sealed class NetworkNamesTests : IDisposable
{
    private const string Names = "203.0.113.0/24,NL,Example Hosting\n203.0.112.0/23,DE,Wider\n2001:db8::/32,FR,Example Six\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SessionFromOutside_IsToldWithItsNetwork()
    {
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Connect("203.0.113.9", CraneSite.First).Order(ModbusEncoder.WriteRegister(100, 500));
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(
            CraneSite.Baseline, new() { Prefixes = PrefixNames.Read("names.csv", System.Text.Encoding.UTF8.GetBytes(Names)) }, run);
        site.Traffic.Feed(pipeline.Process);
        pipeline.Complete();
        var alert = Assert.Single(run.Episodes, alert => alert.Type.Name == "session.new-endpoint");

        Assert.StartsWith("203.0.113.9 (Example Hosting, NL), from outside", alert.Title, StringComparison.Ordinal);
        Assert.Equal("NL", alert.Source.Owner?.Country);
        Assert.Null(alert.Destination.Owner);
        Assert.Contains(alert.Explanations, reason => reason is { Feature: "network of 203.0.113.9", Value: "Example Hosting, NL" });
        Assert.All(run.Episodes.Where(other => other.Source.Ip.ToString() != "203.0.113.9"), other => Assert.DoesNotContain("(Example", other.Title, StringComparison.Ordinal));
    }

    [Fact]
    public void Call_OfAPortOutside_IsNamedBehindThePort()
    {
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Datagram(CraneSite.Historian, "203.0.113.9", 7001, new byte[40]);
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(
            CraneSite.Baseline, new() { Prefixes = PrefixNames.Read("names.csv", System.Text.Encoding.UTF8.GetBytes(Names)) }, run);
        site.Traffic.Feed(pipeline.Process);
        pipeline.Complete();

        Assert.Contains("203.0.113.9:7001 (Example Hosting, NL)", Assert.Single(run.Episodes, alert => alert.Type.Name == "session.new-endpoint").Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_WithAFileOfPrefixes_WritesTheNames()
    {
        var site = CraneSite.Clean(20);
        site.Traffic.Connect("203.0.113.9", CraneSite.First).Order(ModbusEncoder.WriteRegister(100, 500));
        string capture = _folder.Write("a.pcap", site.Traffic.ToPcap());
        string names = _folder.Write("names.csv", System.Text.Encoding.UTF8.GetBytes(Names));
        var detect = await CraneCli.RunAsync("detect", capture, "--prefixes", names);
        var told = detect.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .First(alert => alert.GetProperty("name").GetString() == "session.new-endpoint");

        Assert.Equal("NL", told.GetProperty("source").GetProperty("country").GetString());
        Assert.Equal("Example Hosting", told.GetProperty("source").GetProperty("network").GetString());
        var ecs = await CraneCli.RunAsync("detect", capture, "--prefixes", names, "--format", "ecs");
        Assert.Contains("\"geo\":{\"country_iso_code\":\"NL\"},\"as\":{\"organization\":{\"name\":\"Example Hosting\"}}", ecs.Out, StringComparison.Ordinal);

        var inventory = await CraneCli.RunAsync("inventory", capture, "--prefixes", names);
        Assert.Contains("(Example Hosting, NL)", inventory.Out, StringComparison.Ordinal);
        var json = await CraneCli.RunAsync("inventory", capture, "--prefixes", names, "--format", "json");
        var asset = JsonDocument.Parse(json.Out).RootElement.GetProperty("assets").EnumerateArray().Single(a => a.GetProperty("ip").GetString() == "203.0.113.9");
        Assert.Equal("Example Hosting", asset.GetProperty("network").GetString());
    }

    [Fact]
    public async Task CommandLine_WithAWrongLine_SaysWhichAnd3()
    {
        string capture = _folder.Write("a.pcap", CliCaptures.Work);
        string names = _folder.Write("names.csv", "203.0.113.0/24,NL,a\n203.0.113.0/99,NL,a\n"u8.ToArray());
        var run = await CraneCli.RunAsync("detect", capture, "--prefixes", names);

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.Contains("names.csv: line 2:", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unusable, (await CraneCli.RunAsync("inventory", capture, "--prefixes", _folder.At("none.csv"))).Code);
    }
}
