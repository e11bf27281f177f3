using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>One way over a capture.</summary>
/// <param name="Name">What a reader knows it by.</param>
/// <param name="Prepare">Makes what is run once; the time it takes is not counted.</param>
internal sealed record Route(string Name, Func<Func<Outcome>> Prepare)
{
    /// <summary>A way that needs no preparation.</summary>
    public Route(string name, Func<Outcome> run)
        : this(name, () => run)
    {
    }

    /// <summary>What is asked of it.</summary>
    public Requirement Requirement { get; init; } = new();

    /// <summary>What it cost, round by round.</summary>
    public List<Sample> Samples { get; } = [];

    public double MedianNanoseconds => Sample.Median(Samples.Select(s => s.NanosecondsPerPacket));

    /// <summary>
    /// Runs all routes by turns, after two rounds that warm up (the compiler takes more than one): what the machine does meets all alike. Every other
    /// round goes backwards, so that no route always comes after the same one.
    /// </summary>
    public static void RunByTurns(IReadOnlyList<Route> routes, int rounds, Action<int> afterRound)
    {
        for (int i = 0; i < 2; i++)
        {
            foreach (var route in routes) Sample.Take(route.Prepare());
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (var route in round % 2 == 0 ? routes : routes.Reverse()) route.Samples.Add(Sample.Take(route.Prepare()));
            afterRound(round);
        }
    }

    /// <summary>Median of the in-round ratios of another route's CPU time to this one's: how much faster this is.</summary>
    public double TimesFasterThan(Route? other) =>
        other is null ? double.NaN : Sample.Median(Samples.Zip(other.Samples, (own, its) => its.CpuSeconds / own.CpuSeconds));
}
