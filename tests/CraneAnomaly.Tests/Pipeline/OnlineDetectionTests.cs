using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Pipeline;

public class OnlineDetectionTests
{
    [Fact]
    public void WithoutABaseline_NormalTraffic_StaysBelowMedium()
    {
        var run = DetectionRun.Of(CraneSite.Clean(300).Traffic, null);

        Assert.InRange(run.Worst, -1, 39);
    }

    [Fact]
    public void WithoutABaseline_AStrangerAfterWarmUp_IsSeen()
    {
        var site = CraneSite.Clean(40);
        var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
        talk.Ask(Read(3, 0, 10), Registers(3, new int[10]));
        talk.Order(WriteRegister(100, 500));

        var alert = DetectionRun.Of(site.Traffic, null).Of(CraneSite.Stranger);
        Assert.Equal("command.first-seen", alert.Type.Name);
        Assert.InRange(alert.Severity, 60, 100);
    }

    [Fact]
    public void WithoutABaseline_AStrangerAtTheStart_IsNotYetStrange()
    {
        var site = CraneSite.Clean(1);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));

        Assert.Empty(DetectionRun.Of(site.Traffic, null).Alerts);
    }

    [Fact]
    public void WithoutABaseline_AScan_IsSeenWithoutWarmUp()
    {
        var traffic = new CraneTraffic();
        var talk = traffic.Connect(CraneSite.Stranger, CraneSite.First);
        for (int address = 0; address < 500; address++) talk.Ask(Read(3, address * 5, 1), Exception(3, 2));

        var run = DetectionRun.Of(traffic, null);
        Assert.Equal("command.scan", run.Of(CraneSite.Stranger).Type.Name);
    }

    [Fact]
    public void WithoutABaseline_WhatWasNewOnce_IsKnownAfterwards()
    {
        var site = CraneSite.Clean(100);
        site.Talk.Ask(WriteRegisters(100, 450, 460), Written(16, 100, 2));
        site.Run(20);
        site.Traffic.Wait(400_000);
        site.Talk.Ask(WriteRegisters(100, 450, 460), Written(16, 100, 2));

        Assert.Single(
            DetectionRun.Of(site.Traffic, null).Episodes,
            alert => alert.Title.Contains("never used this function", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAlerts_WithoutASink_GivesTheSameAlerts()
    {
        var traffic = CraneSite.Clean(40).Traffic;
        traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));
        var expected = DetectionRun.Of(traffic, null);
        var run = new DetectionRun();
        await using var pipeline = DetectionPipeline.Create();
        traffic.Feed(pipeline.Process);
        pipeline.Complete();
        await foreach (var alert in pipeline.ReadAlertsAsync(TestContext.Current.CancellationToken)) run.OnAlert(alert);

        Assert.NotEmpty(run.Alerts);
        Assert.Equal(expected.Lines, run.Lines);
        Assert.Equal(expected.Episodes.Count, pipeline.Statistics.Episodes);
    }
}
