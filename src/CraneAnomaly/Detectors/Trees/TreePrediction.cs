namespace CraneAnomaly.Detectors.Trees;

/// <summary>What a value should be, and how far it usually is off.</summary>
/// <param name="Expected">The value expected in this context, in the unit of the label.</param>
/// <param name="Deviation">The standard deviation about it in this context; above 0.</param>
public readonly record struct TreePrediction(double Expected, double Deviation)
{
    /// <summary>How many standard deviations a value lies above what was expected.</summary>
    public double Residual(double value) => (value - Expected) / Deviation;
}
