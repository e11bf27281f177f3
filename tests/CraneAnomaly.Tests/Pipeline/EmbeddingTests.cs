using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>The pipeline as a program of somebody else uses it: without a sink, without a container of services.</summary>
public class EmbeddingTests
{
    private static readonly string s_capture = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft", "traffic.pcap");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AlertOverflow.DropOldest)]
    [InlineData(AlertOverflow.Wait)]
    public async Task Capture_WithRoomForAll_GivesWhatASinkIsGiven(AlertOverflow overflow)
    {
        await using var pipeline = DetectionPipeline.Create(options: new() { AlertOverflow = overflow });
        var result = await pipeline.RunAsync(PipeReader.Create(File.OpenRead(s_capture)), InputFormat.Auto, Token);
        pipeline.Complete();

        Assert.Equal(CaptureEnd.Complete, result.End);
        Assert.Equal((await ToSinkAsync()).Lines, (await FetchAsync(pipeline)).Lines);
        Assert.Equal((0, 0), (pipeline.Statistics.AlertsDropped, pipeline.Statistics.AlertsWaiting));
    }

    [Fact]
    public async Task DropOldest_WhenNobodyFetches_KeepsTheLatestAndCounts()
    {
        var all = (await ToSinkAsync()).Lines.ToList();
        await using var pipeline = DetectionPipeline.Create(options: new() { AlertCapacity = 3 });
        await pipeline.RunAsync(PipeReader.Create(File.OpenRead(s_capture)), cancellationToken: Token);
        pipeline.Complete();

        Assert.Equal(3, pipeline.Statistics.AlertsWaiting);
        Assert.Equal(all.Count - 3, pipeline.Statistics.AlertsDropped);
        Assert.Equal(all[^3..], (await FetchAsync(pipeline)).Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wait_WhenNobodyFetches_ReadsNoFurther_AndLosesNothing(bool asStream)
    {
        await using var pipeline = DetectionPipeline.Create(options: new() { AlertCapacity = 1, AlertOverflow = AlertOverflow.Wait });
        Task running = asStream
            ? pipeline.RunAsync(PipeReader.Create(File.OpenRead(s_capture)), cancellationToken: Token)
            : pipeline.RunAsync(new CaptureInputs { Paths = [s_capture] }, Token);
        Assert.NotSame(running, await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), Token)));
        long read = pipeline.Statistics.Capture.Packets;
        Assert.InRange(read, 1, 20_000);

        var fetching = FetchAsync(pipeline);
        await running;
        pipeline.Complete();

        Assert.True(pipeline.Statistics.Capture.Packets > read);
        Assert.Equal((await ToSinkAsync()).Lines, (await fetching).Lines);
        Assert.Equal(0, pipeline.Statistics.AlertsDropped);
    }

    [Fact]
    public async Task Wait_BetweenSinglePackets_HoldsTheCallerAndLosesNothing()
    {
        var packets = PlainCapture.Read(s_capture);
        var expected = new DetectionRun();
        var toSink = DetectionPipeline.Create(sink: expected);
        Feed(toSink, packets);
        toSink.Complete();
        await using var pipeline = DetectionPipeline.Create(options: new() { AlertCapacity = 1, AlertOverflow = AlertOverflow.Wait });
        Feed(pipeline, packets);
        Assert.True(pipeline.Statistics.AlertsWaiting > 1);
        using (var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.WaitForRoomAsync(impatient.Token));

        var fetching = FetchAsync(pipeline);
        await pipeline.WaitForRoomAsync(Token);
        pipeline.Complete();

        Assert.Equal(expected.Lines, (await fetching).Lines);
    }

    [Fact]
    public async Task Dispose_WithoutComplete_StillTellsTheLastAlerts()
    {
        var pipeline = DetectionPipeline.Create();
        await pipeline.RunAsync(PipeReader.Create(File.OpenRead(s_capture)), cancellationToken: Token);
        await pipeline.DisposeAsync();

        var run = await FetchAsync(pipeline);

        Assert.NotEmpty(run.Alerts);
        Assert.All(run.Episodes, alert => Assert.Equal(AlertActivity.Close, alert.Activity));
    }

    [Fact]
    public void ReadAlerts_OfAPipelineWithASink_SaysWhereTheyGo() =>
        Assert.Throws<InvalidOperationException>(() => DetectionPipeline.Create(sink: new DetectionRun()).ReadAlertsAsync(Token));

    private static void Feed(DetectionPipeline pipeline, IEnumerable<PlainPacket> packets)
    {
        foreach (var packet in packets) pipeline.Process(packet.Data, packet.LinkType, DateTimeOffset.UnixEpoch.AddTicks(packet.TimestampNs / 100));
    }

    private static async Task<DetectionRun> ToSinkAsync()
    {
        var run = new DetectionRun();
        await using var pipeline = DetectionPipeline.Create(sink: run);
        await pipeline.RunAsync(PipeReader.Create(File.OpenRead(s_capture)), cancellationToken: Token);
        pipeline.Complete();
        return run;
    }

    private static async Task<DetectionRun> FetchAsync(DetectionPipeline pipeline)
    {
        var run = new DetectionRun();
        await foreach (var alert in pipeline.ReadAlertsAsync(Token)) run.OnAlert(alert);
        return run;
    }
}
