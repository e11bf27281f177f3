using CraneAnomaly.Alerts;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>
/// A flood of flows, hosts, names and devices, with all judges on: memory stays within the limits, all that is given up is
/// counted and told, and the next real alert comes as soon as ever. <c>benchmarks flood</c> does the same at full size.
/// </summary>
public class FloodTests
{
    private const int Frames = 140_000;
    private const long MostBytes = 160_000_000;

    [Fact]
    public void Flood_FillsTablesAndNoMore_AndTheNextAlertIsOnTime()
    {
        var sink = new Counting();
        var options = new DetectionOptions
        {
            Limits = new() { Flows = 10_000, Sessions = 1_000, PendingLogRows = 1_000 },
            Episodes = new() { OpenEpisodes = 1_000 },
        };
        var site = CraneSite.Clean(20, days: 1);
        var baseline = CraneSite.Baseline;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var pipeline = DetectionPipeline.Create(baseline, options, sink);
        site.Traffic.Feed(pipeline.Process);
        var flood = new FloodFrames(CraneSite.First, CraneSite.TimeServer);
        long now = site.Traffic.NowNs;
        for (int i = 0; i < Frames; i++)
        {
            now += 20_000;
            pipeline.Process(flood.Next(), 1, At(now));
        }

        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var counters = pipeline.Statistics.Capture;
        Assert.True(held < MostBytes, $"{held / 1e6:0} MB");
        Assert.InRange(counters.OpenFlows, 1, 10_000);
        Assert.InRange(counters.Flows, Frames * 6 / 7, Frames * 6 / 7 + 100);
        Assert.True(counters.FlowsEvicted > Frames / 2, $"{counters.FlowsEvicted} flows ended early");
        Assert.True(pipeline.Statistics.NotRemembered > 0);
        Assert.Contains(sink.Last.Values, alert => alert.Type.Name == "blind-spot.loss" && alert.Detectors.Contains("full-tables"));

        // Work goes on, and a stranger gives a command.
        var after = new CraneTraffic(now + 1_000_000_000);
        after.Connect(CraneSite.Stranger, CraneSite.Second).Order(ModbusEncoder.WriteRegister(100, 500));
        sink.Last.Clear();
        after.Feed(pipeline.Process);
        var alert = Assert.Single(sink.Last.Values, alert => alert.Source.Ip.ToString() == CraneSite.Stranger && alert.Type.Name == "command.first-seen");
        Assert.InRange(alert.CreatedNs - after.Packets[0].Ns, 0, 1_000_000_000);
        pipeline.Complete();
    }

    [Fact]
    public void Frames_AreAllOfOtherFlows_AndMadeTwiceTheSame()
    {
        var (first, second) = (new FloodFrames(CraneSite.First, CraneSite.TimeServer), new FloodFrames(CraneSite.First, CraneSite.TimeServer));
        var seen = new HashSet<string>();
        for (int i = 0; i < 5_000; i++)
        {
            byte[] frame = first.Next().ToArray();
            Assert.True(second.Next().SequenceEqual(frame));
            Assert.True(seen.Add(Convert.ToHexString(frame)));
        }
    }

    private static DateTimeOffset At(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100);

    /// <summary>Keeps the last state of what is open, as a receiver would.</summary>
    private sealed class Counting : IAlertSink
    {
        public Dictionary<string, Alert> Last { get; } = [];

        public void OnAlert(Alert alert)
        {
            if (alert.Activity == AlertActivity.Close) Last.Remove(alert.Id);
            else Last[alert.Id] = alert;
        }
    }
}
