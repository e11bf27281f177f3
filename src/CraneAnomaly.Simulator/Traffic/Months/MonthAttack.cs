namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>The truth about one attack of a port's month.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">What the marks of its frames begin with.</param>
/// <param name="Event">Where, when, and the alert that fits best.</param>
internal sealed record MonthAttack(MonthAttackKind Kind, int Number, SimulatedEvent Event)
{
    /// <summary>When each move came that it followed, for those that follow moves.</summary>
    public List<long> MovesNs { get; } = [];
}

/// <summary>Frames that belong to somebody's act.</summary>
/// <param name="Frame">Number of the frame in its stream, from 1.</param>
/// <param name="Number">Of the act.</param>
internal readonly record struct MarkedFrame(int Frame, int Number);
