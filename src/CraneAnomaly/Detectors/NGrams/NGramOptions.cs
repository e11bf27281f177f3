using CraneAnomaly.Detectors.Sequences;

namespace CraneAnomaly.Detectors.NGrams;

/// <summary>Settings of <see cref="NGramDetector"/>.</summary>
public sealed record NGramOptions
{
    /// <summary>Longest sequence of events looked at: 2 to 4.</summary><value>4.</value>
    /// <remarks>Longer ones find more and need more learning before they stop being new by chance.</remarks>
    public int MaxOrder { get; init; } = 4;

    /// <summary>Whether each stream is judged by what was learned in that stream alone.</summary><value>True.</value>
    /// <remarks>False for many short streams of one kind, such as sessions: then all share one reference.</remarks>
    public bool PerStream { get; init; } = true;

    /// <summary>Events learned before a reference judges.</summary><value>200.</value>
    public int MinimumEvents { get; init; } = 200;

    /// <summary>Streams whose last events (and reference) are held.</summary><value>65,536.</value>
    /// <remarks>Last events: the stream idle longest is given up and counted. References: later streams are
    /// refused.</remarks>
    public int MaxStreams { get; init; } = 65_536;

    /// <summary>Different events.</summary><value>65,536; at most 16,777,215.</value>
    /// <remarks>Later ones are refused and counted: they count as never learned.</remarks>
    public int MaxSymbols { get; init; } = 65_536;

    /// <summary>Sequences remembered (about 50 bytes each).</summary><value>1,000,000.</value>
    /// <remarks>Later ones are refused and counted; sequences of that length are then no longer judged.</remarks>
    public int MaxGrams { get; init; } = 1_000_000;

    internal NGramOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOrder, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxOrder, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumEvents, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSymbols, GramKey.MaxCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxStreams, GramKey.MaxCode);
        return this;
    }
}
