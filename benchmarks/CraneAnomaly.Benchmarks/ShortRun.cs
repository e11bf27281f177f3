using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace CraneAnomaly.Benchmarks;

/// <summary>
/// How the benchmarks are run: short enough that the whole set takes a few minutes, because on a shared machine many
/// short rounds of two builds by turns say more than one long run of each.
/// </summary>
internal sealed class ShortRun : ManualConfig
{
    /// <summary>Makes the configuration.</summary>
    /// <param name="arguments">The command line: where it names exporters, it names all that are wanted.</param>
    public ShortRun(string[] arguments)
    {
        Add(DefaultConfig.Instance);
        AddDiagnoser(MemoryDiagnoser.Default);
        if (!arguments.Contains("--exporters")) AddExporter(JsonExporter.Full);
        AddJob(Job.Default
            .WithLaunchCount(1)
            .WithWarmupCount(8)
            .WithIterationCount(10)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)));
    }
}
