using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>
/// What was there while learning and nobody has signed off: it is listed, and goes on alerting until somebody does. Those
/// outside, cellular hardware and beacons are in <see cref="NetworkScenarioTests"/>.
/// </summary>
public class UnsignedTests
{
    private static readonly string s_finding = $"second-master {CraneSite.Historian} -> {CraneSite.First}";

    private static readonly Lazy<Baseline> s_baseline = new(() => CraneSite.Learn(Polled(600).Traffic));

    [Fact]
    public void SecondMaster_ThatWasLearned_IsListedAndGoesOnAlerting()
    {
        var finding = Assert.Single(s_baseline.Value.Manifest.Unsigned, unsigned => unsigned.Kind == "second-master");
        Assert.Equal(s_finding, finding.Key);
        var alert = Assert.Single(DetectionRun.Of(Polled(300, days: 1).Traffic, s_baseline.Value).Named("device.second-master"));

        Assert.Equal((35, CraneSite.Historian), (alert.Severity, alert.Source.Ip.ToString()));
        Assert.Contains($"it did while learning, besides {CraneSite.Master}, which nobody has signed off", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondMaster_ThatWasSignedOff_IsSilent()
    {
        var signed = s_baseline.Value.Approve(new("port engineer", "2026-03-02T00:00:00Z", s_finding, "historian, agreed", []));
        Assert.Empty(DetectionRun.Of(Polled(300, days: 1).Traffic, signed).Named("device.second-master"));
    }

    // Another signature is none for this.
    [Fact]
    public void SecondMaster_WhoseWritesWereSignedOff_IsStillToldAsOne()
    {
        var baseline = CraneSite.Learn(Polled(600, writes: true).Traffic);
        var signed = baseline.Approve(new("port engineer", "2026-03-02T00:00:00Z", $"writer {CraneSite.Historian}", "", []));
        Assert.Single(DetectionRun.Of(Polled(300, days: 1, writes: true).Traffic, signed).Named("device.second-master"));
    }

    [Fact]
    public void SecondMaster_OnAList_IsNeitherListedNorTold()
    {
        var options = new DetectionOptions
        {
            Policy = new() { KnownPolling = [new() { Source = Network(CraneSite.Historian), Destination = Network(CraneSite.First) }] },
        };
        var learner = new BaselineLearner(options);
        Polled(600).Traffic.Feed(learner.Process);
        var baseline = learner.Complete(train: null);
        Assert.DoesNotContain(baseline.Manifest.Findings, finding => finding.Kind == "second-master");

        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline, options, run);
        Polled(300, days: 1).Traffic.Feed(pipeline.Process);
        pipeline.Complete();
        Assert.Empty(run.Named("device.second-master"));
    }

    [Fact]
    public void SecondMaster_IsLeftOutOfAProposedPolicy()
    {
        var learner = new BaselineLearner();
        Polled(600).Traffic.Feed(learner.Process);
        learner.Complete(train: null);
        var policy = learner.ProposePolicy();

        Assert.DoesNotContain(policy.KnownPolling, entry => entry.Source?.Address.ToString() == CraneSite.Historian);
    }

    [Fact]
    public void OneMaster_IsNoSecond() =>
        Assert.DoesNotContain(CraneSite.Baseline.Manifest.Findings, finding => finding.Kind == "second-master");

    [Fact]
    public void Writers_ThatWereLearned_AreListedAndGoOnAlerting()
    {
        var baseline = CraneSite.Learn(Polled(600, writes: true).Traffic);
        Assert.Equal(
            [$"writer {CraneSite.Master}", $"writer {CraneSite.Historian}"], baseline.Manifest.Unsigned.Where(finding => finding.Kind == "writer").Select(finding => finding.Key));
        var told = DetectionRun.Of(Polled(300, days: 1, writes: true).Traffic, baseline).Episodes.Where(alert => alert.Detectors.Contains("unsigned-writer")).ToList();
        Assert.Equal([(CraneSite.Master, 20), (CraneSite.Historian, 45)], told.Select(alert => (alert.Source.Ip.ToString(), alert.Severity)).Order());

        var signed = baseline.Approve(new("port engineer", "2026-03-02T00:00:00Z", $"writer {CraneSite.Historian}", "agreed", []));
        told = [.. DetectionRun.Of(Polled(300, days: 1, writes: true).Traffic, signed).Episodes.Where(alert => alert.Detectors.Contains("unsigned-writer"))];
        Assert.Equal([CraneSite.Master], told.Select(alert => alert.Source.Ip.ToString()));
    }

    // The master's work, and beside it the historian, who asks the first controller every second and may write to it.
    private static CraneSite Polled(int cycles, int days = 0, bool writes = false)
    {
        var site = CraneSite.Clean(20, days);
        var historian = site.Traffic.Connect(CraneSite.Historian, CraneSite.First);
        for (int i = 0; i < cycles / 5; i++)
        {
            historian.Ask(ModbusEncoder.Read(3, 0, 10), ModbusEncoder.Registers(3, new int[10]));
            if (writes && i % 4 == 0) historian.Order(ModbusEncoder.WriteRegister(200, 1));
            site.Run(5);
        }

        return site;
    }

    private static IpNetwork Network(string text) => IpNetwork.TryParse(text, out var network) ? network : throw new ArgumentException(text);
}
