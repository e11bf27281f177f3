using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What was asked for on the command line, and what all parts share.</summary>
internal sealed class CellsPlan
{
    public CellsPlan(VerbArguments arguments)
    {
        Runs = arguments.Number("runs", 200);
        First = arguments.Number("first", 0, least: 0);
        Shown = arguments.Number("show", 0, least: 0);
        Cells = arguments.Text("cell");
        Seed = (ulong)arguments.Number("seed", 1);
        Days = arguments.Number("days", 200);
        Fleets = new(arguments.Number("fleets", 20), Seed);
        _parallel = new() { MaxDegreeOfParallelism = arguments.Number("threads", Environment.ProcessorCount) };
    }

    private readonly ParallelOptions _parallel;

    /// <summary>Runs of each cell.</summary>
    public int Runs { get; }

    /// <summary>Number of the first run, to repeat one.</summary>
    public int First { get; }

    /// <summary>Runs of each cell of which all that was told is shown.</summary>
    public int Shown { get; }

    /// <summary>Only cells with this in their title; null for all.</summary>
    public string? Cells { get; }

    /// <summary>Where all seeds come from.</summary>
    public ulong Seed { get; }

    /// <summary>Crane-days in which false alarms are counted.</summary>
    public int Days { get; }

    public FleetPool Fleets { get; }

    /// <summary>Does independent things on all cores; what comes out stands in the order of their numbers.</summary>
    public T[] Each<T>(int count, Func<int, T> does)
    {
        var results = new T[count];
        // One by one: some take a hundred times as long as others.
        var numbers = System.Collections.Concurrent.Partitioner.Create(
            Enumerable.Range(0, count), System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, _parallel, i => results[i] = does(i));
        return results;
    }
}
