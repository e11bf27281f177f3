namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Compares the cranes of a fleet with each other in one window, by rank: which cranes lie above the median of the
/// fleet, whatever weather or orders do to all of them (Hajek and Sidak, Theory of Rank Tests, 1967). Heavy tails do not matter, and one broken crane does not move the others by more than a rank.
/// </summary>
/// <remarks>
/// The residuals are each crane's own, against its own frozen reference, so that cranes which are always slower do
/// not stand out. Allocates when the fleet grows, and nothing after that.
/// </remarks>
internal sealed class FleetRank
{
    /// <summary>Fewer active cranes than this are not compared.</summary>
    public const int FewestCranes = 4;

    private double[] _sorted = [];

    /// <summary>Cranes with a residual in this window.</summary>
    public int Active { get; private set; }

    /// <summary>Whether there are enough cranes to compare.</summary>
    public bool IsKnown => Active >= FewestCranes;

    /// <summary>The median residual of the active cranes: what has happened to all.</summary>
    public double Median => Active == 0 ? 0 : 0.5 * (_sorted[(Active - 1) / 2] + _sorted[Active / 2]);

    /// <summary>Takes the window: one residual per crane, one that is not a number for each crane at rest.</summary>
    public void Take(ReadOnlySpan<double> residuals)
    {
        if (_sorted.Length < residuals.Length) _sorted = new double[residuals.Length];
        Active = 0;
        foreach (double residual in residuals)
        {
            if (!double.IsNaN(residual)) _sorted[Active++] = residual;
        }

        _sorted.AsSpan(0, Active).Sort();
    }

    /// <summary>
    /// The p-value of a crane's residual being that high: the share of active cranes at least as high, itself among
    /// them. Valid when the cranes are exchangeable; to be bet on over windows by <see cref="EDetector"/>. 1 when too
    /// few are active.
    /// </summary>
    public double PValue(double residual) =>
        IsKnown && !double.IsNaN(residual) ? Math.Max(1, Active - Below(residual)) / (double)Active : 1;

    private int Below(double residual)
    {
        int low = 0, high = Active;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sorted[middle] < residual) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
