namespace CraneAnomaly.Features;

/// <summary>
/// A key of 128 bits that is exact: its parts are packed, not hashed, so that no two different things share one.
/// </summary>
public readonly record struct ExactKey(ulong High, ulong Low) : IComparable<ExactKey>
{
    /// <inheritdoc/>
    public int CompareTo(ExactKey other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
}

/// <summary>
/// What a detector is asked about: something (<see cref="Key"/>) happened in a stream of such things
/// (<see cref="Stream"/>), at a time, with these numbers.
/// </summary>
public readonly ref struct Observation
{
    /// <summary>Event time in nanoseconds since 1970-01-01 UTC.</summary>
    public long TimestampNs { get; init; }

    /// <summary>The stream the event belongs to, such as one client talking to one server.</summary>
    public ExactKey Stream { get; init; }

    /// <summary>What happened, such as a function on a range of addresses.</summary>
    public ExactKey Key { get; init; }

    /// <summary>Numbers that go with it, in the order of the detector's schema; may be empty.</summary>
    public ReadOnlySpan<double> Values { get; init; }
}
