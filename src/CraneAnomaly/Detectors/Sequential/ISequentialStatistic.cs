namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Evidence that grows while something is different from what was learned, and falls back while it is not: what
/// <see cref="BlockBootstrap"/> finds a threshold for.
/// </summary>
internal interface ISequentialStatistic
{
    /// <summary>
    /// The evidence so far, on a scale on which the logarithm of the run length without a change is close to a
    /// straight line.
    /// </summary>
    double Level { get; }

    /// <summary>Takes the next observation.</summary>
    /// <param name="value">A p-value or a residual, as the statistic says.</param>
    /// <param name="at">Its time or number, ascending: what <c>Onset</c> answers in.</param>
    void Update(double value, long at);

    /// <summary>Forgets all evidence, as after an alarm.</summary>
    void Reset();
}
