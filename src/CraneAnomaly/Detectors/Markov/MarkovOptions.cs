using CraneAnomaly.Detectors.Sequences;

namespace CraneAnomaly.Detectors.Markov;

/// <summary>Settings of <see cref="MarkovDetector"/>.</summary>
public sealed record MarkovOptions
{
    /// <summary>Most events before this one that its probability depends on: 0 to 3.</summary><value>2.</value>
    /// <remarks>Deeper finds more and needs more learning.</remarks>
    public int Depth { get; init; } = 2;

    /// <summary>What the score is.</summary><value>Bits.</value>
    public MarkovReadout Readout { get; init; } = MarkovReadout.Bits;

    /// <summary>Share of a new event in the smoothed excess.</summary><value>0.05.</value>
    public double Smoothing { get; init; } = 0.05;

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

    /// <summary>Contexts, and as many transitions out of them (about 100 bytes for both).</summary>
    /// <value>500,000.</value>
    /// <remarks>Later ones are refused and counted; the shorter context then judges.</remarks>
    public int MaxNodes { get; init; } = 500_000;

    internal MarkovOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Depth, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Depth, RecentEvents.Most);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumEvents, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSymbols, GramKey.MaxCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxStreams, GramKey.MaxCode);
        if (!(Smoothing > 0 && Smoothing <= 1)) throw new ArgumentOutOfRangeException(nameof(Smoothing));
        return this;
    }
}
