using System.Collections.Concurrent;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Capture.Live;

/// <summary>Files that are still being written.</summary>
public sealed class FollowedInputsTests : IDisposable
{
    private const int FileHeader = 24;

    private static readonly byte[] s_capture = CliCaptures.Attack;

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<(string Path, CaptureResult Result)> _ended = [];

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Follow_AFileThatGrowsPieceByPiece_GivesWhatTheWholeFileGives()
    {
        string path = _folder.At("live.pcap");
        await using var watch = Watch(path);
        await using (var file = Create(path))
        {
            // Not even the header comes at once, and nothing is there at first.
            await Task.Delay(30, Ends);
            for (int at = 0; at < s_capture.Length; at += 4099)
            {
                await file.WriteAsync(s_capture.AsMemory(at, Math.Min(4099, s_capture.Length - at)), Ends);
                await file.FlushAsync(Ends);
                if (at % 5 == 0) await Task.Delay(1, Ends);
            }

            await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets);
        }

        await watch.StopAsync();
        Assert.Equal(Whole, watch.Seen);
        Assert.Equal([path], watch.Inputs.Names);
        Assert.Equal((path, CaptureEnd.Complete), Assert.Single(_ended) is var (end, result) ? (end, result.End) : default);
    }

    [Fact]
    public async Task Follow_AFolderThatFilesComeTo_ReadsThemInTheOrderInWhichTheyWereWritten()
    {
        var (first, second, third) = Split();
        _folder.Write("ring/.hidden", first);
        _folder.Write("ring/policy.json", "{}"u8.ToArray());
        string b = _folder.Write("ring/x2.pcap", first);
        await using var watch = Watch(_folder.At("ring"));
        await watch.UntilAsync(pipeline => watch.Inputs.Names.Count == 1 && pipeline.Counters.Bytes > 0);
        await Task.Delay(20, Ends);
        string a = _folder.Write("ring/x1.pcap", second);
        await watch.UntilAsync(_ => watch.Inputs.Names.Count == 2);
        await Task.Delay(20, Ends);
        string c = _folder.Write("ring/x3.pcap", third);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets);
        await watch.StopAsync();

        Assert.Equal(Whole, watch.Seen);
        Assert.Equal([b, a, c], watch.Inputs.Names);
        Assert.Equal([b, a, c], _ended.Select(end => end.Path));
        Assert.All(_ended, end => Assert.Equal(CaptureEnd.Complete, end.Result.End));
    }

    [Fact]
    public async Task Follow_AFolderOfSeveralSeries_ReadsThemSideBySide()
    {
        _folder.Write("port/conn.1.pcap", s_capture);
        await using var watch = Watch(_folder.At("port"));
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets);
        _folder.Write("port/other.1.pcap", s_capture);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == 2 * Whole.Packets);

        // Neither is over because the other is later.
        Assert.Empty(_ended);
        await watch.StopAsync();
        Assert.Equal(2 * Whole.Flows, watch.Seen.Flows);
        Assert.Equal(2, _ended.Count);
    }

    [Fact]
    public async Task Follow_AFileThatIsRotated_GoesOnWithTheNewOneOfItsName()
    {
        var (first, second, third) = Split();
        string path = _folder.Write("live.pcap", first);
        await using var watch = Watch(path);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets > 0);
        File.Move(path, _folder.At("live.pcap.1"));
        await Task.Delay(30, Ends);
        _folder.Write("live.pcap", second);
        await watch.UntilAsync(_ => watch.Inputs.Names.Count == 2);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets - Packets(third));
        await watch.StopAsync();

        Assert.Equal([path, path], watch.Inputs.Names);
    }

    [Fact]
    public async Task Follow_SeveralSources_TakeTurns()
    {
        string one = _folder.Write("one.pcap", s_capture), two = _folder.Write("two.pcap", s_capture);
        await using var watch = Watch(one, two, _folder.At("never"));
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == 2 * Whole.Packets);
        await watch.StopAsync();

        // Equal addresses at two places are two sites.
        Assert.Equal((2 * Whole.Pdus, 2 * Whole.Flows), (watch.Seen.Pdus, watch.Seen.Flows));
        Assert.Equal([one, two], watch.Inputs.Names.Order());
    }

    // What it is cannot be told from so little, and nobody waits for it.
    [Fact]
    public async Task Follow_ABeginningThatSaysNothing_HoldsUpNoOther()
    {
        string some = _folder.Write("a.pcap", s_capture[..3]), whole = _folder.Write("b.pcap", s_capture);
        await using var watch = Watch(some, whole);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets);
        await watch.StopAsync();

        Assert.Equal(Whole, watch.Seen);
    }

    [Fact]
    public async Task Follow_Telemetry_IsRowsAsTheyCome()
    {
        string path = _folder.Write("live.csv", "timestamp,crane,hoist.speed\n2026-03-01T00:00:00Z,QC01,1\n"u8.ToArray());
        await using var watch = Watch(path);
        for (int second = 1; second < 60; second++)
        {
            await File.AppendAllTextAsync(path, $"2026-03-01T00:00:{second:00}Z,QC01,1\n", Ends);
            await Task.Delay(1, Ends);
        }

        // A row waits for those that may be late.
        await watch.UntilAsync(pipeline => pipeline.Telemetry.Cranes.Sum(crane => crane.Rows) >= 50);
        await watch.StopAsync();
        Assert.Equal(60, watch.Rows);
    }

    [Fact]
    public async Task Stop_InTheMiddleOfARecord_ReadsWhatIsThereAndSaysThatItIsCut()
    {
        string path = _folder.Write("live.pcap", s_capture[..^5]);
        await using var watch = Watch(path);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets > 0);
        await watch.StopAsync();

        Assert.Equal(Whole.Packets - 1, watch.Seen.Packets);
        Assert.Equal(CaptureEnd.Truncated, Assert.Single(_ended).Result.End);
    }

    [Fact]
    public async Task Follow_WhatIsNoCapture_SaysSoAndGoesOnWithTheNext()
    {
        _folder.Write("ring/1.bin", [.. Enumerable.Repeat((byte)7, 5000)]);
        await using var watch = Watch(_folder.At("ring"));
        await watch.UntilAsync(_ => !_ended.IsEmpty);
        _folder.Write("ring/2.bin", s_capture);
        await watch.UntilAsync(pipeline => pipeline.Counters.Packets == Whole.Packets);
        await watch.StopAsync();

        Assert.Equal([CaptureEnd.Foreign, CaptureEnd.Complete], _ended.Select(end => end.Result.End));
    }

    private static Totals Whole { get; } = Read(s_capture);

    private static (byte[] First, byte[] Second, byte[] Third) Split()
    {
        var starts = Records(s_capture);
        int one = starts[starts.Count / 3], two = starts[2 * starts.Count / 3];
        byte[] header = s_capture[..FileHeader];
        return (s_capture[..one], [.. header, .. s_capture[one..two]], [.. header, .. s_capture[two..]]);
    }

    private static int Packets(byte[] capture) => Records(capture).Count;

    private static List<int> Records(byte[] capture)
    {
        var starts = new List<int>();
        for (int at = FileHeader; at < capture.Length; at += 16 + BitConverter.ToInt32(capture, at + 8)) starts.Add(at);
        return starts;
    }

    private static Totals Read(byte[] capture)
    {
        var pipeline = new RecordPipeline<NoSink>(default);
        pipeline.RunAsync(System.IO.Pipelines.PipeReader.Create(new MemoryStream(capture))).GetAwaiter().GetResult();
        pipeline.Complete();
        return Totals.Of(pipeline);
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private Run Watch(params string[] sources) => new(new(sources)
    {
        Pause = TimeSpan.FromMilliseconds(2),
        Quiet = TimeSpan.FromMilliseconds(20),
        Ended = (path, result) => _ended.Enqueue((path, result)),
    });

    private sealed record Totals(long Packets, long Pdus, long Flows, long Rejected)
    {
        public static Totals Of(RecordPipeline<NoSink> pipeline) => new(
            pipeline.Counters.Packets, pipeline.Counters.Pdus, pipeline.Counters.Flows, pipeline.Counters.Rejected);
    }

    private readonly struct NoSink : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
        }
    }

    // A watch that runs beside the test.
    private sealed class Run : IAsyncDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

        private readonly CancellationTokenSource _stop = new();
        private readonly RecordPipeline<NoSink> _pipeline = new(default);
        private readonly Task _task;

        public Run(FollowedInputs inputs)
        {
            Inputs = inputs;
            _task = Task.Run(() => _pipeline.FollowAsync(inputs, _stop.Token));
        }

        public FollowedInputs Inputs { get; }

        public Totals Seen => Totals.Of(_pipeline);

        public long Rows => _pipeline.Telemetry.Cranes.Sum(crane => crane.Rows);

        public async Task UntilAsync(Func<RecordPipeline<NoSink>, bool> isSo)
        {
            using var patience = new CancellationTokenSource(s_patience);
            while (!isSo(_pipeline))
            {
                if (_task.IsCompleted) await _task;
                await Task.Delay(2, patience.Token);
            }
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _task;
            _pipeline.Complete();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _task;
            _stop.Dispose();
        }
    }
}
