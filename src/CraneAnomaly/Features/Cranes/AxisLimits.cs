namespace CraneAnomaly.Features.Cranes;

/// <summary>What the papers say of one axis; m, m/s (boom: degrees, degrees/s), NaN where they say nothing.</summary>
/// <param name="Minimum">End of travel in the direction of minus.</param>
/// <param name="Maximum">End of travel in the direction of plus.</param>
/// <param name="SlowdownLength">Length before either end in which it has to be slow.</param>
/// <param name="SlowdownShare">Share of the rated speed that is allowed there.</param>
/// <param name="Speed">Rated speed; of the hoist with rated load, where the two are told apart.</param>
/// <param name="SpeedEmpty">Rated speed without a load.</param>
internal readonly record struct AxisLimits(
    double Minimum, double Maximum, double SlowdownLength, double SlowdownShare, double Speed, double SpeedEmpty);
