using CraneAnomaly.MLNet;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>Cranes of one quay, and the baseline that was learned on a clean day of theirs.</summary>
/// <param name="Seed">Where the cranes come from.</param>
/// <param name="Baseline">What is normal for them.</param>
internal sealed record LearnedFleet(ulong Seed, Baseline Baseline)
{
    /// <summary>The morning on which learning begins.</summary>
    public static DateTimeOffset FirstDay { get; } = new(2026, 3, 2, 6, 30, 0, TimeSpan.Zero);

    /// <summary>Learns, just as <c>learn</c> does.</summary>
    public static LearnedFleet Learn(FleetSetting setting, ulong seed, string scenario = "normal", double strength = 0.1)
    {
        var port = new SimulatedPort(setting.Port(seed, RandomStream.Hash(seed, 1)) with
        {
            Start = FirstDay,
            Duration = TimeSpan.FromHours(setting.Hours),
            Scenario = scenario,
            Strength = strength,
        });
        var learner = new BaselineLearner(new() { Cranes = CranePapers.Sheets(port) });
        var feed = new FleetFeed(port, learner.Symbols);
        while (port.Next(out var sample)) feed.Take(sample, learner.Process);
        return new(seed, learner.Complete(new MlNetTrainer(1).Train));
    }
}
