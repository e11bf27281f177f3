using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What was asked for on the command line, and what all parts share.</summary>
internal sealed class CellsPlan
{
    private readonly ParallelOptions _parallel;

    public CellsPlan(VerbArguments arguments)
    {
        Runs = arguments.Number("runs", 200);
        First = arguments.Number("first", 0, least: 0);
        Shown = arguments.Number("show", 0, least: 0);
        Cells = arguments.Text("cell")?.Split(',');
        Seed = (ulong)arguments.Number("seed", 1);
        Days = arguments.Number("days", 200);
        CleanDays = arguments.Number("clean-days", 240);
        AttackSeeds = arguments.Number("attack-seeds", 10);
        AttackDays = arguments.Number("attack-days", 7);
        Fleets = new(arguments.Number("fleets", 20), Seed);
        _parallel = new() { MaxDegreeOfParallelism = arguments.Number("threads", Environment.ProcessorCount) };
    }

    /// <summary>Runs of each cell.</summary>
    public int Runs { get; }

    /// <summary>Number of the first run, to repeat one.</summary>
    public int First { get; }

    /// <summary>Runs of each cell of which all that was told is shown.</summary>
    public int Shown { get; }

    /// <summary>Only cells with one of these in their title; null for all.</summary>
    public IReadOnlyList<string>? Cells { get; }

    /// <summary>Where all seeds come from.</summary>
    public ulong Seed { get; }

    /// <summary>Crane-days in which false alarms are counted.</summary>
    public int Days { get; }

    /// <summary>Clean crane-days from which run lengths are taken.</summary>
    public int CleanDays { get; }

    /// <summary>Seeds of each point of the adaptive attacker's curves.</summary>
    public int AttackSeeds { get; }

    /// <summary>Days that an attack is held.</summary>
    public int AttackDays { get; }

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
