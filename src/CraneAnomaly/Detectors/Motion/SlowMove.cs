using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>A slow move with all that is to be said of it.</summary>
internal readonly record struct SlowMove(
    CraneWatch Watch, MotionObservation Observation, Expected Expected, SlowdownTest Test, double Slower, double Score)
{
    /// <summary>Whether this one made it known.</summary>
    public bool IsNew { get; init; }

    /// <summary>Symbol of the alarm that the crane tells; 0 for none.</summary>
    public int Alarm { get; init; }

    /// <summary>Whether the axis states a speed limit.</summary>
    public bool IsLimited { get; init; }

    /// <summary>Whether something explains it; then it is no part of the slowness.</summary>
    public bool LimitIsExplained { get; init; }

    public MotionTrait Trait { get; init; }

    public bool IsMaintenance => Observation.Mode is CraneMode.Maintenance or CraneMode.Bypass;

    /// <summary>What was to be expected, in the unit of the measurement.</summary>
    public double ExpectedValue => Trait.IsSeconds
        ? Math.Max(0, Expected.Location)
        : Observation.Feature == MotionFeature.Cycle ? Math.Exp(Expected.Location) : Math.Exp(-Expected.Location);

    /// <summary>
    /// Whether the crane itself says what may be the cause. A stated limit accounts for speeds already; it says nothing
    /// of ramps, drives and brakes.
    /// </summary>
    public bool IsExcused => IsMaintenance || (Alarm != 0
        && (Observation.Feature is not (MotionFeature.Plateau or MotionFeature.Clamp) || double.IsNaN(Observation.SpeedLimit)));
}
