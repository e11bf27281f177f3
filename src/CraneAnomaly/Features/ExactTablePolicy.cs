namespace CraneAnomaly.Features;

/// <summary>What a full <see cref="ExactTable{TValue}"/> does with a new key.</summary>
internal enum ExactTablePolicy
{
    /// <summary>Refuses it and counts: for what was learned, which traffic must not be able to push out.</summary>
    Refuse,

    /// <summary>Gives up the entry touched longest ago and counts: for short-term context.</summary>
    EvictOldest,
}
