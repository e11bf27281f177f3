namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>What became of one run of a cell.</summary>
internal enum CellVerdict
{
    /// <summary>Right crane, axis and name, onset right, within the limit.</summary>
    Found,

    /// <summary>Found, behind the limit.</summary>
    Late,

    /// <summary>Told by the right name, but its onset is wrong.</summary>
    WrongOnset,

    /// <summary>Something was said of the crane after the onset, by other names only.</summary>
    OtherName,

    /// <summary>Nothing was said.</summary>
    Missed,

    /// <summary>A failure was called tampering.</summary>
    Accused,

    /// <summary>Nothing can be said of it: the attack never came, or too few moves were made.</summary>
    TooLittle,
}
