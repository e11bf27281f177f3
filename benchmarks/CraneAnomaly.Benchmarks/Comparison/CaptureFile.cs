using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>A capture, and our own ways over it.</summary>
internal sealed class CaptureFile
{
    private readonly CaptureInputs _inputs;

    public CaptureFile(string path)
    {
        Path = path;
        _inputs = new() { Paths = [path] };
        var first = new FirstPacket();
        using var input = new CaptureInput<FirstPacket.Sink>(path, InputFormat.Auto, new(first), Limits.Default);
        var result = input.RunAsync(default).GetAwaiter().GetResult();
        if (result.Packets == 0) throw new UsageException($"{path}: no packets: {result.Reason}");
        (Packets, FirstNs) = (result.Packets, first.Ns);
    }

    public string Path { get; }

    public long Packets { get; }

    /// <summary>Event time of the first packet.</summary>
    public long FirstNs { get; }

    /// <summary>One line about it.</summary>
    public string Description => Report.Text(
        $"capture: {System.IO.Path.GetFileName(Path)}, {new FileInfo(Path).Length:N0} bytes, {Packets:N0} packets, ")
        + $"the first of {EventTime.ToText(FirstNs)}; read from the page cache";

    public Outcome Records()
    {
        var pipeline = new RecordPipeline<Count.RecordSink>(new(new()));
        pipeline.RunAsync(_inputs).GetAwaiter().GetResult();
        pipeline.Complete();
        return new(pipeline.Counters.Packets, pipeline.Counters.Pdus, Report.Text($"{pipeline.Counters.Flows:N0} flows"));
    }

    /// <summary>Through a reader that is not our own; null for its default buffers.</summary>
    public Outcome RecordsThroughPipe(StreamPipeReaderOptions? options)
    {
        var pipeline = new RecordPipeline<Count.RecordSink>(new(new()));
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        pipeline.RunAsync(PipeReader.Create(stream, options)).GetAwaiter().GetResult();
        pipeline.Complete();
        return new(pipeline.Counters.Packets, pipeline.Counters.Pdus);
    }

    public Outcome Lines()
    {
        var (pipeline, buffer) = LateWriter.CreatePipeline(Stream.Null, System.IO.Path.GetFileName(Path));
        pipeline.RunAsync(_inputs).GetAwaiter().GetResult();
        pipeline.Complete();
        buffer.Flush();
        return new(pipeline.Counters.Packets, pipeline.Counters.Pdus, Report.Text($"{buffer.BytesWritten / 1e6:N0} MB of lines"));
    }

    /// <summary>Detection; reading the baseline's state is the preparation.</summary>
    public Func<Outcome> Detect(Baseline? baseline)
    {
        var sink = new AlertCount();
        var pipeline = DetectionPipeline.Create(baseline, sink: sink);
        return () =>
        {
            pipeline.RunAsync(_inputs).GetAwaiter().GetResult();
            pipeline.Complete();
            var statistics = pipeline.Statistics;
            return new(
                statistics.Capture.Packets, statistics.Capture.Pdus,
                Report.Text($"{statistics.Findings:N0} findings, {statistics.Episodes:N0} episodes, {sink.Alerts:N0} alert lines"));
        };
    }

    /// <summary>Records, and the detectors up to a stage.</summary>
    public Func<Outcome> Judge(JudgeStages stages)
    {
        var pipeline = new RecordPipeline<JudgeStages.Sink>(new(stages));
        return () =>
        {
            pipeline.RunAsync(_inputs).GetAwaiter().GetResult();
            pipeline.Complete();
            return new(pipeline.Counters.Packets, pipeline.Counters.Pdus);
        };
    }

    /// <summary>Learns from the first packets, without the models that ML.NET trains.</summary>
    public Baseline Learn(long packets)
    {
        var learner = new BaselineLearner();
        learner.RunAsync(_inputs with { LastFrame = packets }).GetAwaiter().GetResult();
        return learner.Complete(train: null);
    }

    private sealed class AlertCount : IAlertSink
    {
        public long Alerts { get; private set; }

        public void OnAlert(Alert alert) => Alerts++;
    }

    private sealed class FirstPacket
    {
        public long Ns { get; private set; }

        public readonly struct Sink(FirstPacket first) : IPacketSink
        {
            public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
            {
                if (first.Ns == 0) first.Ns = packet.TimestampNs;
            }

            public void OnFileEvent(Violation violation, long frame, long offset, long amount)
            {
            }
        }
    }
}
