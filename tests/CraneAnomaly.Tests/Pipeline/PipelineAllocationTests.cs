using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Protocols;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>
/// Whole pipelines, from the bytes of a capture on: ten times the packets allocate not one byte more. What a run
/// allocates once (its reader, its buffer) is the same for both and cancels out.
/// </summary>
public class PipelineAllocationTests
{
    private const int LearnedRounds = 40, WarmRounds = 200, FewRounds = 25, ManyRounds = 250;

    private readonly PollingStream _stream = new();

    [Fact]
    public void Records_MillionPackets_AllocateNothing()
    {
        var pipeline = new RecordPipeline<CountingSink>(default);
        Assert.Equal(0, Slope(reader => pipeline.RunAsync(reader)));
        Assert.True(pipeline.Counters.Pdus > 1_000_000);
        Assert.Equal(0, pipeline.Counters.GapBytes);
        Assert.True(pipeline.Counters.OutOfOrder > 10_000, "the stream was to have segments out of order");
    }

    [Fact]
    public void Ndjson_MillionPackets_AllocatesNothing()
    {
        var buffer = new OutputBuffer(Stream.Null);
        var late = new LateWriter();
        var pipeline = new RecordPipeline<LateWriter.Sink>(new(late));
        late.Writer = new(pipeline.Symbols, ["crane.pcap"], buffer);
        Assert.Equal(0, Slope(reader => pipeline.RunAsync(reader)));
        Assert.True(late.Writer.Lines > 1_000_000);
    }

    [Fact]
    public void Detect_MillionPacketsOfNormalTraffic_AllocatesNothing()
    {
        var pipeline = DetectionPipeline.Create(Learn());
        Assert.Equal(0, Slope(reader => pipeline.RunAsync(reader)));
        Assert.True(pipeline.Statistics.Records > 1_000_000);

        // Each of the four masters writes, which nobody has signed off: told at once, and over before the measurement.
        Assert.Equal(4, pipeline.Statistics.Findings);
    }

    [Fact]
    public void Records_SinkThatAllocates_IsSeenToAllocate()
    {
        var pipeline = new RecordPipeline<BoxingSink>(default);
        long records = (ManyRounds - FewRounds) * (long)_stream.PacketsPerRound;
        Assert.InRange(Slope(reader => pipeline.RunAsync(reader)), records / 2 * 24, long.MaxValue);
    }

    private Baseline Learn()
    {
        var learner = new BaselineLearner();
        var bytes = new byte[32 * 1024 * 1024];
        _stream.Continue(LearnedRounds);
        int length = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var input = new PacketFeed(learner);
        var reader = CaptureFileReader<PacketFeed.Sink>.Create(InputFormat.Pcap, new(input), Limits.Default);
        reader.Read(bytes.AsSpan(0, length), 0);
        return learner.Complete(train: null);
    }

    private long Slope(Func<ContiguousPipeReader, Task<CaptureResult>> run)
    {
        Allocated(run, WarmRounds);
        long few = Allocated(run, FewRounds), many = Allocated(run, ManyRounds);
        return many - few;
    }

    private long Allocated(Func<ContiguousPipeReader, Task<CaptureResult>> run, int rounds)
    {
        _stream.Continue(rounds);
        var reader = new ContiguousPipeReader(_stream, blocking: true, 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var task = run(reader);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(task.IsCompletedSuccessfully, "it went on on another thread, whose allocation is not seen here");
        Assert.Equal(CaptureEnd.Complete, task.Result.End);
        Assert.Equal(rounds * (long)_stream.PacketsPerRound, task.Result.Packets);
        return after - before;
    }

    private sealed class LateWriter
    {
        public RecordJsonWriter? Writer { get; set; }

        public readonly struct Sink(LateWriter late) : IRecordSink
        {
            public void OnRecord(in OtRecord record, RecordBody body) => late.Writer!.OnRecord(record, body);
        }
    }

    private sealed class PacketFeed(BaselineLearner learner)
    {
        public readonly struct Sink(PacketFeed feed) : IPacketSink
        {
            public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => feed.Take(packet.TimestampNs, data);

            public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
                Assert.Fail($"{violation} at {offset}");
        }

        private void Take(long timestampNs, ReadOnlySpan<byte> data) =>
            learner.Process(data, 1, DateTimeOffset.UnixEpoch.AddTicks(timestampNs / 100));
    }
}
