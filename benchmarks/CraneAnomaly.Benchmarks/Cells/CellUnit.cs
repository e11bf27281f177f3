namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What the limit of a cell is counted in.</summary>
internal enum CellUnit
{
    /// <summary>Full-stick moves of the axis in which the attack acts.</summary>
    Moves,

    /// <summary>Motions of the axis by a metre or more, from rest to rest.</summary>
    Motions,

    /// <summary>Lifts of the crane.</summary>
    Lifts,

    Seconds,
}
