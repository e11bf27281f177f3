namespace CraneAnomaly.Records.Signals;

/// <summary>What the source says of a value.</summary>
public enum SignalQuality : byte
{
    /// <summary>Nothing.</summary>
    Unstated = 0,

    /// <summary>It can be relied on.</summary>
    Good = 1,

    /// <summary>It may be wrong.</summary>
    Uncertain = 2,

    /// <summary>It is wrong, or old.</summary>
    Bad = 3,
}
