using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>What is slow and fast for an axis: orders of magnitude, the same for every crane.</summary>
/// <param name="Rest">Up to this speed it stands, m/s.</param>
/// <param name="Tracked">From this speed on speed by reference means something, m/s.</param>
/// <param name="Rise">The smallest rise of speed that shows a ramp, m/s.</param>
/// <param name="Impossible">Above this speed the number has another unit, m/s (twice to three times the fastest built).</param>
internal readonly record struct AxisScale(double Rest, double Tracked, double Rise, double Impossible)
{
    /// <summary>Of an axis; of the boom in degrees.</summary>
    public static AxisScale Of(Axis axis) => axis switch
    {
        Axis.Hoist => new(0.02, 0.3, 0.5, 8),
        Axis.Trolley => new(0.02, 0.3, 0.6, 12),
        Axis.Gantry => new(0.008, 0.1, 0.15, 4),
        _ => new(0.008, 0.05, 0.08, 3),
    };
}
