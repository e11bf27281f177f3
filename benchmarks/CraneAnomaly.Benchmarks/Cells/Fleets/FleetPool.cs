using System.Collections.Concurrent;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>Fleets by number, each learned when it is first asked for. Any number of threads.</summary>
/// <param name="count">How many different fleets there are.</param>
/// <param name="seed">Where their seeds come from.</param>
internal sealed class FleetPool(int count, ulong seed)
{
    private readonly ConcurrentDictionary<(FleetSetting Setting, int Place), Lazy<LearnedFleet>> _fleets = new();

    public int Count => count;

    /// <summary>The fleet of a run.</summary>
    public LearnedFleet Of(FleetSetting setting, int run)
    {
        int place = run % count;
        return _fleets.GetOrAdd((setting, place), key => new(() => LearnedFleet.Learn(key.Setting, SeedOf(key.Place)))).Value;
    }

    public ulong SeedOf(int place) => Simulator.RandomStream.Hash(seed, (ulong)(place % count) + 1);
}
