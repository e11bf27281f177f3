namespace CraneAnomaly.Simulator.Writers;

/// <summary>What the fields of a column are.</summary>
internal enum CsvColumnKind : byte
{
    /// <summary>Numbers and flags.</summary>
    Number,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Numbers of an independent second source.</summary>
    Anchor,

    /// <summary>What the source says of another column.</summary>
    Quality,
}
