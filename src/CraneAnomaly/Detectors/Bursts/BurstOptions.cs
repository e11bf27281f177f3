namespace CraneAnomaly.Detectors.Bursts;

/// <summary>Settings of <see cref="BurstDetector"/>.</summary>
public sealed record BurstOptions
{
    /// <summary>Event time over which events are counted.</summary><value>60 s.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Share of marked events that is usual for a stream of which nothing is known.</summary>
    /// <value>0.02.</value>
    /// <remarks>Chosen high: a poller that asks for one missing address in fifty is no burst.</remarks>
    public double UsualShare { get; init; } = 0.02;

    /// <summary>How many events of a stream outweigh <see cref="UsualShare"/>.</summary><value>200.</value>
    public double UsualWeight { get; init; } = 200;

    /// <summary>How much more than a binomial count the marked events vary: variance over mean.</summary>
    /// <value>2.</value>
    public double Dispersion { get; init; } = 2;

    /// <summary>Fewest marked events in the window that can be a burst.</summary><value>5.</value>
    public int MinimumMarked { get; init; } = 5;

    /// <summary>Events a stream must have been learned for before it is judged by what was learned.</summary>
    /// <value>500.</value>
    public int MinimumEvents { get; init; } = 500;

    /// <summary>Share of its own past that a stream keeps from eighth to eighth of a window.</summary>
    /// <value>0.999.</value>
    /// <remarks>Only for streams that were not learned: they calibrate themselves.</remarks>
    public double Memory { get; init; } = 0.999;

    /// <summary>Streams held at one time (about 200 bytes each).</summary><value>65,536.</value>
    /// <remarks>Context: the stream idle longest is given up and counted. References: later ones are refused.</remarks>
    public int MaxStreams { get; init; } = 65_536;

    internal BurstOptions Validate()
    {
        if (Window < TimeSpan.FromMilliseconds(1) || Window > TimeSpan.FromDays(30))
            throw new ArgumentOutOfRangeException(nameof(Window));
        if (!(UsualShare > 0 && UsualShare < 1)) throw new ArgumentOutOfRangeException(nameof(UsualShare));
        if (!(UsualWeight > 0 && UsualWeight <= 1e9)) throw new ArgumentOutOfRangeException(nameof(UsualWeight));
        if (!(Dispersion >= 1 && Dispersion <= 1e6)) throw new ArgumentOutOfRangeException(nameof(Dispersion));
        if (!(Memory >= 0 && Memory < 1)) throw new ArgumentOutOfRangeException(nameof(Memory));
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumMarked, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumEvents, 1);
        return this;
    }
}
