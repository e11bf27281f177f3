namespace CraneAnomaly.Records.Facts;

/// <summary>How the value of a fact stands in a record's payload.</summary>
public enum FactType : byte
{
    /// <summary>Bytes as they were sent, which ought to be text.</summary>
    Text,

    /// <summary>A signed 64-bit number, little-endian.</summary>
    Number,

    /// <summary>One byte, 0 or 1.</summary>
    Flag,
}
