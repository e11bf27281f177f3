using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Pipeline;

public class StatisticsDetectionTests
{
    [Fact]
    public void Order_NeverSeen_IsASequenceBelowMedium()
    {
        var run = CraneSite.Judge(site =>
        {
            // Each command is known; none ever followed itself.
            for (int i = 0; i < 30; i++)
            {
                site.Talk.Order(WriteCoil(3, true));
                site.Talk.Order(WriteCoil(3, true));
                site.Traffic.Wait(190);
            }
        });

        Assert.Equal(CraneSite.Master, run.By("sequence").Source.Ip.ToString());
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public void Pause_LongerThanAny_IsTimingBelowMedium()
    {
        var run = CraneSite.Judge(site => site.Traffic.Wait(4_000));

        Assert.Equal(CraneSite.Master, run.By("timing").Source.Ip.ToString());
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public void Requests_ThatNobodyAnswers_AreTheSilentControllers()
    {
        var run = CraneSite.Judge(site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Master, CraneSite.Second);
            talk.Order(Diagnostics(4, 0));
            for (int i = 0; i < 3; i++) talk.Ask(Read(3, 0, 10), null);
        });

        var alert = Assert.Single(run.Episodes, alert => alert.Type.Kind == "protocol-violation");
        Assert.Equal($"{CraneSite.Second} did not answer 3 modbus requests of {CraneSite.Master}", alert.Title);
        Assert.Equal($"{CraneSite.Second}:502", alert.Asset);
    }

    [Fact]
    public void Refusals_SteadyWhileLearning_AreNoBurst()
    {
        static void Poll(CraneSite site, int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                site.Run(1);
                for (int j = 0; j < 10; j++) site.Talk.Ask(Read(3, 900, 1), Exception(3, 2));
            }
        }

        var learned = CraneSite.Clean(600);
        Poll(learned, 300);
        var baseline = CraneSite.Learn(learned.Traffic);
        var site = CraneSite.Clean(20, days: 1);
        Poll(site, 600);

        Assert.Empty(DetectionRun.Of(site.Traffic, baseline).Named("command.exception-burst"));
        Assert.Contains(DetectionRun.Of(site.Traffic, CraneSite.Baseline).Alerts, alert => alert.Detectors.Contains("exception-burst"));
    }

    [Fact]
    public void Violation_InAPdu_IsAProtocolAlertBelowMedium()
    {
        var run = CraneSite.Judge(site => site.Talk.Ask(Read(3, 0, 0), Exception(3, 3)));

        var alert = run.Of(CraneSite.Master, "protocol-violation");
        Assert.Equal("protocol.violation", alert.Type.Name);
        Assert.Contains("invalid_quantity", alert.Title, StringComparison.Ordinal);
        Assert.InRange(run.Worst, 20, 39);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void Frame_StampedDaysAway_EndsNoEpisodeAndSilencesNobody(int days)
    {
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));
        site.Run(20);
        long now = site.Traffic.NowNs;
        site.Traffic.NowNs = now + days * 86_400_000_000_000;
        site.Talk.Ask(Read(3, 0, 10), Registers(3, new int[10]));
        site.Traffic.NowNs = now + 200_000_000;
        site.Run(20);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(CraneSite.Baseline, sink: run);
        site.Traffic.Feed(pipeline.Process);

        Assert.DoesNotContain(run.Alerts, alert =>
            alert.Activity == AlertActivity.Close && alert.Source.Ip.ToString() == CraneSite.Stranger);
        Assert.Empty(run.Named("blind-spot.silent"));
        Assert.True(pipeline.Statistics.Capture.Count(Violation.ClockSuspect) > 0);
        pipeline.Complete();
        Assert.Single(run.Episodes, alert => alert.Source.Ip.ToString() == CraneSite.Stranger && alert.Type.Kind == "unusual-command");
    }

    [Fact]
    public void Loss_InAStream_IsABlindSpotBelowMedium()
    {
        var run = CraneSite.Judge(site =>
        {
            site.Talk.Lose(24);
            site.Run(60);
        });

        var alert = Assert.Single(run.Named("blind-spot.loss"));
        Assert.Contains("24 bytes", alert.Title, StringComparison.Ordinal);
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public async Task Loss_ThatTheCaptureItselfReports_IsABlindSpotBelowMedium()
    {
        var traffic = CraneSite.Clean(5, days: 1).Traffic;
        var writer = new PcapngWriter().Section().Interface();
        foreach (var (ns, data) in traffic.Packets) writer.Enhanced(0, (ulong)(ns / 1000), data);
        // isb_ifdrop (5) and isb_osdrop (7) of the interface statistics.
        writer.Statistics(0, [.. writer.Option(5, 123UL), .. writer.Option(0)]);
        var run = new DetectionRun();
        await using var pipeline = DetectionPipeline.Create(CraneSite.Baseline, null, run);
        await pipeline.RunAsync(
            System.IO.Pipelines.PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(writer.ToArray())),
            cancellationToken: TestContext.Current.CancellationToken);
        pipeline.Complete();

        var alert = Assert.Single(run.Named("blind-spot.loss"));
        Assert.Contains("123 packets", alert.Title, StringComparison.Ordinal);
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public void Master_ThatStops_IsSilentBelowMedium()
    {
        var site = CraneSite.Clean(50, days: 1);
        for (int i = 0; i < 20; i++)
        {
            site.Traffic.Wait(30_000);
            site.Traffic.Datagram(CraneSite.Master, CraneSite.TimeServer, 123);
        }

        var run = DetectionRun.Of(site.Traffic, CraneSite.Baseline);
        Assert.Equal(2, run.Named("blind-spot.silent").Count());
        Assert.InRange(run.Worst, 20, 39);
    }
}
