using System.IO.Pipelines;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>Days of a small port, made while they are read: what takes its time, and what was there from the beginning.</summary>
public class PortMonthTests
{
    private static readonly MonthOptions s_days = new()
    {
        Cranes = 2,
        Duration = TimeSpan.FromDays(3.5),
        Learned = TimeSpan.FromDays(2),
        Seed = 11,
    };

    [Theory]
    [InlineData("LeakWithin", "exfiltration.follows-jobs")]
    [InlineData("LeakBeside", "exfiltration.follows-jobs")]
    [InlineData("Beacon", "session.beacon")]
    [InlineData("Names", "exfiltration.dns")]
    [InlineData("Volume", "exfiltration.volume")]
    [InlineData("RogueTime", "clock.suspect")]
    [InlineData("NoPermit", "session.no-permit")]
    [InlineData("OtherCrane", "command.first-seen")]
    [InlineData("OtherAction", "command.first-seen")]
    [InlineData("LeftBypass", "interlock.I13")]
    [InlineData("LeftLimit", "session.no-permit")]
    [InlineData("SecondMaster", "device.second-master")]
    [InlineData("Lateral", "session.new-endpoint")]
    [InlineData("Silence", "blind-spot.silent")]
    public async Task Attack_OfDays_IsToldByName(string kind, string name)
    {
        var options = s_days with { Kinds = [Enum.Parse<MonthAttackKind>(kind)] };
        var month = new PortMonth(options);
        var episodes = await JudgeAsync(month, options);

        var attack = Assert.Single(month.Attacks);
        var told = episodes.Where(episode => episode.Type.Name == name && episode.Severity >= 40).ToList();
        Assert.NotEmpty(told);
        Assert.All(told, episode => Assert.InRange(
            episode.CreatedNs, attack.Event.StartNs, attack.Event.EndNs + 600_000_000_000));
    }

    [Fact]
    public async Task Work_OfDays_IsSilent()
    {
        var options = s_days with { Plan = MonthPlan.Clean };

        Assert.DoesNotContain(await JudgeAsync(new(options), options), episode => episode.Severity >= 40);
    }

    // A leak that goes on for a day is one cause; each of its moves is none.
    [Fact]
    public async Task Leak_ThatGoesOn_IsToldOnce()
    {
        var options = s_days with { Kinds = [MonthAttackKind.LeakBeside] };
        var month = new PortMonth(options);
        var episodes = await JudgeAsync(month, options);

        var leak = Assert.Single(episodes, episode => episode.Type.Name == "exfiltration.follows-jobs");
        Assert.Equal(month.Attacks[0].Event.Crane, leak.Crane);
        Assert.Equal("10.20.0.5", leak.Source.Ip.ToString());
    }

    [Fact]
    public void Stream_IsTheSameAgain_AndHoldsLittle()
    {
        string[] hashes = new string[2];
        for (int i = 0; i < hashes.Length; i++)
        {
            var month = new PortMonth(s_days with { Duration = TimeSpan.FromHours(30), Learned = TimeSpan.FromHours(1) });
            using var stream = month.Until(long.MaxValue);
            hashes[i] = Convert.ToHexString(SHA256.HashData(stream));
            Assert.InRange(stream.MostHeld, 1, 1 << 20);
            Assert.True(month.Frames > 100_000, $"{month.Frames} frames");
            Assert.All(month.Marked, marked => Assert.InRange(marked.Frame, 1, month.Frames));
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    // What reports about cranes tell of, and all of it there before anybody looked.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PortDeliveredWithAll_IsListedByLearnAndToldByDetect(bool writersAreListed)
    {
        var options = s_days with { Plan = MonthPlan.Compromised };
        var month = new PortMonth(options);
        var papers = Papers(month, options);
        if (!writersAreListed) papers = papers with { Policy = papers.Policy with { Writers = [] } };
        var baseline = await LearnAsync(month, options, papers);

        string[] unsigned = [.. baseline.Manifest.Unsigned.Select(finding => finding.Kind + " " + finding.Subject)];
        Assert.Contains($"cellular-hardware {SessionAttacks.ModemMac}", unsigned);
        Assert.Contains($"beacon 10.20.0.5 -> {BuiltIn.BeaconAddress}:443", unsigned);
        Assert.Contains($"external-endpoint {BuiltIn.NightAddress}", unsigned);
        Assert.Contains($"writer {BuiltIn.SecondWriter}", unsigned);

        var episodes = await DetectAsync(month, options, papers, baseline);
        Assert.Contains(episodes, Told("device.modem", BuiltIn.ModemAddress));
        Assert.Contains(episodes, episode => episode.Type.Name == "session.beacon" && episode.Destination.Ip.ToString() == BuiltIn.BeaconAddress && episode.Severity >= 40);
        Assert.Contains(episodes, Told("session.new-endpoint", BuiltIn.NightAddress));
        Assert.Contains(episodes, Told("command.first-seen", BuiltIn.SecondWriter));
        if (writersAreListed) return;

        // Whoever writes as ever, and is alone in it, is for the log.
        Assert.All(episodes.Where(episode => episode.Source.Ip.ToString() == "10.20.0.6"), episode => Assert.True(episode.Severity < 40, episode.Title));
        var signed = baseline.Approve(new("port engineer", "2026-03-05T00:00:00Z", $"writer {BuiltIn.SecondWriter}", "agreed", []));
        var again = new PortMonth(options);
        using (var first = again.Until(options.LearnedNs)) await first.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await DetectAsync(again, options, papers, signed), Told("command.first-seen", BuiltIn.SecondWriter));
    }

    // Whoever waves the proposal through has not let in what has to be signed off.
    [Fact]
    public async Task Policy_ThatIsProposed_AllowsWorkAndLeavesOutWhatIsUnsigned()
    {
        var options = s_days with { Plan = MonthPlan.Compromised };
        var month = new PortMonth(options);
        var papers = Papers(month, options) with { Policy = new() };
        var learner = new BaselineLearner(papers);
        using (var stream = month.Until(options.LearnedNs))
            await learner.RunStreamAsync(PipeReader.Create(stream), InputFormat.Pcap, TestContext.Current.CancellationToken);
        var baseline = learner.Complete(train: null);
        using var folder = new TempFolder();
        var proposed = SitePolicy.Load(folder.Write("policy.json", System.Text.Encoding.UTF8.GetBytes(learner.ProposePolicy().ToJson())));

        Assert.Equal(learner.ProposePolicy().ToJson(), proposed.ToJson());
        Assert.Empty(proposed.Remote);
        Assert.Equal(["10.20.0.6", "10.20.0.6"], proposed.Writers.Select(writer => writer.Source!.Value.Address.ToString()));
        Assert.Contains(proposed.KnownPolling, poll => poll.Source!.Value.Address.ToString() == "10.20.0.5");
        Assert.DoesNotContain(proposed.Devices, device => device.Mac?.ToString() == SessionAttacks.ModemMac);
        Assert.Contains(proposed.Devices, device => device is { Role: "plc" });
        Assert.Contains(proposed.Devices, device => device is { Role: "time server" });

        var episodes = await DetectAsync(month, options, papers with { Policy = proposed }, baseline);
        Assert.Contains(episodes, Told("command.first-seen", BuiltIn.SecondWriter));
        Assert.Contains(episodes, Told("device.modem", BuiltIn.ModemAddress));
        Assert.Contains(episodes, Told("session.new-endpoint", BuiltIn.NightAddress));
        Assert.DoesNotContain(episodes, Told("command.first-seen", "10.20.0.6"));
    }

    private static Predicate<Alert> Told(string name, string source) =>
        episode => episode.Type.Name == name && episode.Source.Ip.ToString() == source && episode.Severity >= 40;

    private static async Task<IReadOnlyList<Alert>> JudgeAsync(PortMonth month, MonthOptions options)
    {
        var papers = Papers(month, options);
        return await DetectAsync(month, options, papers, await LearnAsync(month, options, papers));
    }

    private static DetectionOptions Papers(PortMonth month, MonthOptions options)
    {
        using var folder = new TempFolder();
        MonthPapers.Write(month, options, folder.At());
        return new()
        {
            Tags = Tag.Load(folder.At("tags.json")),
            Policy = SitePolicy.Load(folder.At("policy.json")),
            Permits = Permit.Load(folder.At("permits.csv")),
        };
    }

    private static async Task<Baseline> LearnAsync(PortMonth month, MonthOptions options, DetectionOptions papers)
    {
        var learner = new BaselineLearner(papers);
        using var stream = month.Until(options.LearnedNs);
        await learner.RunStreamAsync(PipeReader.Create(stream), InputFormat.Pcap, TestContext.Current.CancellationToken);
        return learner.Complete(train: null);
    }

    private static async Task<IReadOnlyList<Alert>> DetectAsync(PortMonth month, MonthOptions options, DetectionOptions papers, Baseline baseline)
    {
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline, papers, run);
        using var stream = month.Until(options.EndNs);
        await pipeline.RunAsync(PipeReader.Create(stream), InputFormat.Pcap, TestContext.Current.CancellationToken);
        pipeline.Complete();
        return run.Episodes;
    }
}
