namespace CraneAnomaly.Detectors.Scan;

/// <summary>Settings of <see cref="ScanDetector"/>.</summary>
public sealed record ScanOptions
{
    /// <summary>Event time over which different targets are counted.</summary><value>60 s.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Different targets a window that are usual for a source of which nothing is known.</summary>
    /// <value>64.</value>
    /// <remarks>Chosen so that a panel that reads its pages for the first time is no scan. A source that was learned is
    /// judged by itself.</remarks>
    public double UsualTargets { get; init; } = 64;

    /// <summary>How much more than a Poisson count the number of targets varies: variance over mean.</summary>
    /// <value>4.</value>
    public double Dispersion { get; init; } = 4;

    /// <summary>Share of its excess that a source's own past maximum keeps from window to window.</summary>
    /// <value>0.98.</value>
    /// <remarks>Only for sources that were not learned: they calibrate themselves.</remarks>
    public double Memory { get; init; } = 0.98;

    /// <summary>Windows a source must have been learned for before it is judged by itself.</summary><value>10.</value>
    public int MinimumWindows { get; init; } = 10;

    /// <summary>Sources held at one time (about 1.7 kB each).</summary><value>4,096.</value>
    /// <remarks>Context: the source idle longest is given up and counted. References: later ones are refused.</remarks>
    public int MaxSources { get; init; } = 4_096;

    /// <summary>Key of the sketch that counts more targets than are held exactly; the same in a baseline's
    /// life.</summary>
    /// <value>1.</value>
    public ulong Seed { get; init; } = 1;

    internal ScanOptions Validate()
    {
        if (Window < TimeSpan.FromMilliseconds(1) || Window > TimeSpan.FromDays(30))
            throw new ArgumentOutOfRangeException(nameof(Window));
        if (!(UsualTargets >= 1 && UsualTargets <= 1e6)) throw new ArgumentOutOfRangeException(nameof(UsualTargets));
        if (!(Dispersion >= 1 && Dispersion <= 1e6)) throw new ArgumentOutOfRangeException(nameof(Dispersion));
        if (!(Memory >= 0 && Memory < 1)) throw new ArgumentOutOfRangeException(nameof(Memory));
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumWindows, 1);
        return this;
    }
}
