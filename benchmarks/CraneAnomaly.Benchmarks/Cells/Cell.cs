using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>One thing to be found, and how soon.</summary>
/// <param name="Title">As it stands in the table, and as it is asked for.</param>
/// <param name="Scenario">Of the simulator.</param>
/// <param name="Strength">Of the scenario.</param>
/// <param name="Names">Names of alerts that are right.</param>
internal sealed record Cell(string Title, string Scenario, double Strength, params IReadOnlyList<string> Names)
{
    /// <summary>Other names of the same cause on the same axis: told, but not as the scenario says.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The axis whose moves are counted.</summary>
    public Axis Axis { get; init; } = Axis.Trolley;

    public CellUnit Unit { get; init; } = CellUnit.Seconds;

    /// <summary>It has to be found within so many.</summary>
    public required double Limit { get; init; }

    /// <summary>Share of the runs in which it has to.</summary>
    public double Share { get; init; } = 0.95;

    /// <summary>What the alert's signal has to begin with; empty for anything.</summary>
    public string Signal { get; init; } = "";

    /// <summary>Longest time that is watched behind the onset, hours.</summary>
    public double Hours { get; init; } = 2;

    /// <summary>Cranes that are watched.</summary>
    public int Cranes { get; init; } = 2;

    /// <summary>Nothing is to be found: a plain failure, which must not be called tampering.</summary>
    public bool IsBenign { get; init; }

    /// <summary>
    /// What has to be so that the attack does anything, and for how many seconds on end: the truth begins with it. Null
    /// for nothing more than the attack.
    /// </summary>
    public Func<SimulatedCrane, bool>? While { get; init; }

    /// <summary>Seconds that <see cref="While"/> has to hold on end.</summary>
    public double Lasts { get; init; }

    /// <summary>What has to happen once it has held so long; null for nothing more. The truth then begins with that.</summary>
    public Func<SimulatedCrane, bool>? Then { get; init; }

    /// <summary>Seconds from the beginning of the attack by which that has to be so; otherwise it did nothing.</summary>
    public double Within { get; init; } = 2000;

    /// <summary>Whether the onset has to be right by moves of the axis.</summary>
    public bool IsOnsetByMoves => Unit == CellUnit.Moves;
}
