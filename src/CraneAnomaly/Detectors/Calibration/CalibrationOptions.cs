namespace CraneAnomaly.Detectors.Calibration;

/// <summary>Settings of <see cref="ConformalCalibrator"/>.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Scores kept: a random sample of all that were added.</summary><value>4,096 (32 kB).</value>
    public int Capacity { get; init; } = 4_096;

    /// <summary>Scores needed before a p-value is given.</summary><value>100.</value>
    public int MinimumScores { get; init; } = 100;

    /// <summary>Smallest p-value ever given.</summary><value>1e-12.</value>
    /// <remarks>A tail fitted to some eighty scores says nothing about what is rarer.</remarks>
    public double Floor { get; init; } = 1e-12;

    /// <summary>What the sample is drawn by.</summary><value>1.</value>
    public ulong Seed { get; init; } = 1;

    internal CalibrationOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Capacity, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumScores, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinimumScores, Capacity);
        if (!(Floor > 0 && Floor < 1)) throw new ArgumentOutOfRangeException(nameof(Floor));
        return this;
    }
}
