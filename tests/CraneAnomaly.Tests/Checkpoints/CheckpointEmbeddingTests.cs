using System.Buffers;
using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>Saving and restoring as a program of somebody else does it.</summary>
public class CheckpointEmbeddingTests
{
    private static readonly string s_capture = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft", "traffic.pcap");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AlertOverflow.Wait)]
    [InlineData(AlertOverflow.DropOldest)]
    public async Task AlertsThatWait_AreFetchedFromTheRestoredPipeline(AlertOverflow overflow)
    {
        var options = new DetectionOptions { AlertCapacity = 3, AlertOverflow = overflow };
        var packets = PlainCapture.Read(s_capture);
        var whole = DetectionPipeline.Create(options: options);
        Feed(whole, packets);
        var first = DetectionPipeline.Create(options: options);
        Feed(first, packets.Take(packets.Count / 2));
        var second = DetectionPipeline.Restore(CutRun.Save(first), null, options);
        Assert.Equal(first.Statistics.AlertsWaiting, second.Statistics.AlertsWaiting);
        Assert.True(second.Statistics.AlertsWaiting > 0);
        Feed(second, packets.Skip(packets.Count / 2));

        Assert.Equal(await FetchAsync(whole), await FetchAsync(second));
        Assert.Equal(whole.Statistics.AlertsDropped, second.Statistics.AlertsDropped);
    }

    [Fact]
    public async Task Files_ReadBetween_GiveTheSame()
    {
        string telemetry = Path.Combine(Path.GetDirectoryName(s_capture)!, "telemetry.csv.gz");
        var expected = new DetectionRun();
        var whole = DetectionPipeline.Create(sink: expected);
        var actual = new DetectionRun();
        var pipeline = DetectionPipeline.Create(sink: actual);
        foreach (string path in new[] { telemetry, s_capture, telemetry })
        {
            await whole.RunAsync(PipeReader.Create(File.OpenRead(path)), InputFormat.Auto, Token);
            await pipeline.RunAsync(PipeReader.Create(File.OpenRead(path)), InputFormat.Auto, Token);
            pipeline = DetectionPipeline.Restore(CutRun.Save(pipeline), sink: actual);
        }

        whole.Complete();
        pipeline.Complete();
        Assert.Equal(expected.Lines, actual.Lines);
    }

    [Fact]
    public async Task Save_OfACompletePipeline_IsRefused()
    {
        await using var pipeline = DetectionPipeline.Create();
        pipeline.Complete();
        Assert.Throws<InvalidOperationException>(() => pipeline.Save(new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Comparison_OfPipelinesWithDifferentPasts_FindsThat()
    {
        var packets = PlainCapture.Read(s_capture);
        var sink = new DetectionRun();
        DetectionPipeline left = DetectionPipeline.Create(sink: sink), right = DetectionPipeline.Create(sink: sink);
        Feed(left, packets.Take(1_000));
        Feed(right, packets.Take(999));
        Assert.NotEmpty(ObjectGraph.Differences(left, right));
        Assert.NotEmpty(ObjectGraph.Differences(left, DetectionPipeline.Create(sink: sink)));
    }

    private static void Feed(DetectionPipeline pipeline, IEnumerable<PlainPacket> packets)
    {
        foreach (var packet in packets)
            pipeline.Process(packet.Data, packet.LinkType, DateTimeOffset.UnixEpoch.AddTicks(packet.TimestampNs / 100));
    }

    private static async Task<List<string>> FetchAsync(DetectionPipeline pipeline)
    {
        pipeline.Complete();
        var run = new DetectionRun();
        await foreach (var alert in pipeline.ReadAlertsAsync(Token)) run.OnAlert(alert);
        return [.. run.Lines];
    }
}
