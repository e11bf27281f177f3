using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>An input in steps, between which a pipeline may be saved, and what it says when it is cut and when it is not.</summary>
internal sealed class CutRun(Baseline? baseline, DetectionOptions? options)
{
    private readonly List<Func<DetectionPipeline, Task>> _steps = [];

    public int Count => _steps.Count;

    /// <summary>Adds the packets of a capture, each a step.</summary>
    public CutRun Capture(string path, int most = int.MaxValue)
    {
        foreach (var packet in PlainCapture.Read(path).Take(most))
        {
            _steps.Add(pipeline =>
            {
                pipeline.Process(packet.Data, packet.LinkType, DateTimeOffset.UnixEpoch.AddTicks(packet.TimestampNs / 100));
                return Task.CompletedTask;
            });
        }

        return this;
    }

    /// <summary>Adds the rows of a table, so many a step, each step with the head of the table.</summary>
    public CutRun Telemetry(string path, int rows = 500, int most = int.MaxValue)
    {
        using var file = File.OpenRead(path);
        using var text = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        string head = text.ReadLine()!;
        var lines = new List<string>();
        while (text.ReadLine() is { } line && lines.Count < most) lines.Add(line);
        foreach (string[] part in lines.Chunk(rows))
        {
            byte[] bytes = Encoding.UTF8.GetBytes($"{head}\n{string.Join('\n', part)}\n");
            _steps.Add(pipeline => pipeline.RunAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes))));
        }

        return this;
    }

    /// <summary>A pipeline that has taken so many steps, and what it said.</summary>
    public async Task<(DetectionPipeline Pipeline, DetectionRun Run)> BeginAsync(int steps)
    {
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline, options, run);
        await ContinueAsync(pipeline, 0, steps);
        return (pipeline, run);
    }

    public async Task ContinueAsync(DetectionPipeline pipeline, int from, int to)
    {
        for (int i = from; i < to; i++) await _steps[i](pipeline);
    }

    public DetectionPipeline Restore(byte[] checkpoint, IAlertSink sink) => DetectionPipeline.Restore(checkpoint, baseline, options, sink);

    /// <summary>The law: saved at a cut and restored, the rest gives what it gives without the cut.</summary>
    public async Task HoldAsync(params int[] cuts)
    {
        var (whole, expected) = await BeginAsync(Count);
        whole.Complete();
        string lines = Lines((whole, expected.Alerts));
        foreach (int cut in cuts)
        {
            var (first, before) = await BeginAsync(cut);
            byte[] saved = Save(first);
            Assert.Equal(saved, Save(first));
            var after = new DetectionRun();
            var second = Restore(saved, after);
            AssertSame(first, second);
            Assert.Equal(saved, Save(second));

            // The first goes on, too: to be saved changes nothing.
            var told = before.Alerts.ToList();
            await ContinueAsync(first, cut, Count);
            await ContinueAsync(second, cut, Count);
            AssertSame(first, second);
            Assert.Equal(Save(first), Save(second));
            first.Complete();
            second.Complete();
            Assert.Equal(lines, Lines((first, before.Alerts)));
            Assert.Equal(lines, Lines((first, told), (second, after.Alerts)));
            AssertSame(whole.Statistics, second.Statistics);
        }
    }

    private static void AssertSame(object left, object right)
    {
        var differences = ObjectGraph.Differences(left, right);
        if (differences.Count > 0) Assert.Fail(string.Join('\n', differences));
    }

    public static byte[] Save(DetectionPipeline pipeline)
    {
        var output = new ArrayBufferWriter<byte>();
        pipeline.Save(output);
        return output.WrittenSpan.ToArray();
    }

    // As one log: the lines of the second pipeline follow those of the first in its chain.
    private static string Lines(params (DetectionPipeline Pipeline, IReadOnlyList<Alert> Alerts)[] parts)
    {
        var chain = new AlertChain();
        var output = new ArrayBufferWriter<byte>();
        foreach (var (pipeline, alerts) in parts)
        {
            var writer = new AlertJsonWriter(pipeline.Symbols, ["input"], _ => null, chain);
            foreach (var alert in alerts) writer.Write(alert, output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
