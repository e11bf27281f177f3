namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// How a feature is judged. Slowness is its logarithm turned so that slower is more (0.1 is about ten per cent), or
/// seconds.
/// </summary>
/// <param name="Name">The last part of the alert's name.</param>
/// <param name="IsSeconds">Whether slowness is seconds.</param>
/// <param name="Indifferent">Slowness that is nobody's business: drives are tuned, people differ.</param>
/// <param name="Floor">The smallest spread that is believed.</param>
/// <param name="Gross">From here on, twice running, no statistics are needed.</param>
internal readonly record struct MotionTrait(
    string Name, bool IsSeconds, double Indifferent, double Floor, double Gross)
{
    /// <summary>Number of features.</summary>
    public const int Count = 10;

    private static readonly MotionTrait[] s_all =
    [
        new("plateau-speed", false, 0.012, 0.004, 0.05),
        new("clamp", false, 0.012, 0.004, 0.05),
        new("tracking", false, 0.01, 0.004, 0.05),
        new("ramp", false, 0.05, 0.03, 0.2),
        new("ramp", false, 0.05, 0.04, 0.25),
        new("dead-time", true, 0.15, 0.06, 0.6),
        new("inserted-wait", true, 0.8, 0.3, 8),
        new("cycle", false, 0.11, 0.1, 2),
        new("way", false, 0.012, 0.004, 0.05),
        new("power", false, 0.03, 0.015, 2),
    ];

    /// <summary>Of a feature.</summary>
    public static ref readonly MotionTrait Of(MotionFeature feature) => ref s_all[(int)feature];
}
