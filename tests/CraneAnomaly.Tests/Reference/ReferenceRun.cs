using System.Collections.Concurrent;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>What the pipeline says of one reference capture; each is read once for all tests.</summary>
internal sealed record ReferenceRun(CaptureResult Result, CaptureCounters Counters, IReadOnlyList<ReferencePdu> Pdus, long OtherPdus)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<ReferenceRun>>> Runs = new();

    /// <summary>The run of a capture, as the manifest names it.</summary>
    public static Task<ReferenceRun> OfAsync(string capture) =>
        Runs.GetOrAdd(capture, static name => new(() => RunAsync(Shared.Capture(name)))).Value;

    private static async Task<ReferenceRun> RunAsync(string path)
    {
        var pdus = new List<ReferencePdu>();
        long[] others = [0];
        var pipeline = new RecordPipeline<ReferenceSink>(new(pdus, others));
        var results = await pipeline.RunAsync(new CaptureInputs { Paths = [path] });
        pipeline.Complete();
        return new(results[0], pipeline.Counters, pdus, others[0]);
    }
}
