namespace CraneAnomaly.Detectors.Invariants;

/// <summary>What a row says of a condition.</summary>
internal enum Verdict
{
    /// <summary>Nothing: what it depends on was not told, is old, or is told to be bad.</summary>
    Unknown,

    /// <summary>It does not hold.</summary>
    Clear,

    /// <summary>It holds.</summary>
    Holds,
}
