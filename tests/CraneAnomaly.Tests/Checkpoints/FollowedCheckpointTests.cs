using System.IO.Compression;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>A watch that is ended and begun again tells what one watch tells, wherever the files had come to.</summary>
public sealed class FollowedCheckpointTests : IDisposable
{
    private static readonly string s_data = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft");

    private readonly TempFolder _folder = new();

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("traffic.pcap", 7)]
    [InlineData("telemetry.csv", 7)]
    [InlineData("telemetry.csv", 2)]
    public async Task Follow_AFileInSeveralWatches_TellsWhatOneWatchTells(string name, int watches)
    {
        byte[] content = Content(name);
        string path = _folder.Write($"whole-{name}", content);
        var (expected, _) = await WatchAsync(null, new(), path, isLast: true);

        string grows = _folder.At(name);
        var told = new DetectionRun();
        byte[]? saved = null;
        for (int i = 1; i <= watches; i++)
        {
            await File.WriteAllBytesAsync(grows, content[..(int)((long)content.Length * i / watches)], Ends);
            (_, saved) = await WatchAsync(saved, told, grows, i == watches);
        }

        Assert.NotEmpty(expected.Alerts);
        Assert.Equal(expected.Lines, told.Lines);
    }

    [Fact]
    public async Task Follow_AFolder_ReadsNoFileAgain_AndGoesOnWithTheOneThatIsOpen()
    {
        byte[] content = Content("traffic.pcap");
        var (expected, _) = await WatchAsync(null, new(), _folder.Write("whole.pcap", content), isLast: true);

        // Cut inside of packets, too: what is not whole is read again.
        _folder.Write("ring/x1.pcap", content[..(content.Length / 2)]);
        var told = new DetectionRun();
        var (_, saved) = await WatchAsync(null, told, _folder.At("ring"), isLast: false);
        _folder.Write("ring/x1.pcap", content);
        (_, saved) = await WatchAsync(saved, told, _folder.At("ring"), isLast: false);
        (_, _) = await WatchAsync(saved, told, _folder.At("ring"), isLast: true);

        Assert.Equal(expected.Lines, told.Lines);
    }

    [Fact]
    public async Task Follow_AFileThatIsAnotherOneNow_ReadsItFromItsBegin()
    {
        byte[] content = Content("traffic.pcap");
        string path = _folder.Write("live.pcap", content[..(content.Length / 3)]);
        var told = new DetectionRun();
        var (_, saved) = await WatchAsync(null, told, path, isLast: false);
        byte[] other = [.. content[..24], .. content[(24 + 16 + BitConverter.ToInt32(content, 32))..]];
        _folder.Write("live.pcap", other);
        var second = new DetectionRun();
        long packets = await CountAsync(saved!, second, path);

        long all = await CountAsync(null, new(), path), before = await CountAsync(saved!, new(), _folder.At("none"));
        Assert.Equal(before + all, packets);
    }

    private static async Task<long> CountAsync(byte[]? saved, DetectionRun run, string path)
    {
        var pipeline = saved is null ? DetectionPipeline.Create(sink: run) : DetectionPipeline.Restore(saved, sink: run);
        using var stop = new CancellationTokenSource();
        var watch = pipeline.FollowAsync(new FollowedInputs([path]) { Pause = TimeSpan.FromMilliseconds(5) }, stop.Token);
        await Task.Delay(300, Ends);
        await stop.CancelAsync();
        await watch;
        return pipeline.Statistics.Capture.Packets;
    }

    // Ends when everything that is there has been read; saves often, and last when it ends.
    private static async Task<(DetectionRun Run, byte[]? Saved)> WatchAsync(byte[]? saved, DetectionRun run, string path, bool isLast)
    {
        var pipeline = saved is null ? DetectionPipeline.Create(sink: run) : DetectionPipeline.Restore(saved, sink: run);
        byte[]? next = null;
        using var stop = new CancellationTokenSource();
        var inputs = new FollowedInputs([path])
        {
            Pause = TimeSpan.FromMilliseconds(5),
            CheckpointEvery = TimeSpan.FromMilliseconds(20),
            Checkpoint = isLast ? null : () => next = CutRun.Save(pipeline),
        };
        var watch = pipeline.FollowAsync(inputs, stop.Token);
        for (long before = -1; before != pipeline.Statistics.Reads; await Task.Delay(60, Ends)) before = pipeline.Statistics.Reads;
        await stop.CancelAsync();
        await watch;
        if (isLast) pipeline.Complete();
        return (run, next);
    }

    private static byte[] Content(string name)
    {
        if (File.Exists(Path.Combine(s_data, name))) return File.ReadAllBytes(Path.Combine(s_data, name));
        using var packed = new GZipStream(File.OpenRead(Path.Combine(s_data, name + ".gz")), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}
