namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What is compared with what is normal. Their numbers are part of what is stored.</summary>
internal enum MotionFeature : byte
{
    /// <summary>Speed at full stick.</summary>
    Plateau = 0,

    /// <summary>Reference of a full stick.</summary>
    Clamp = 1,

    /// <summary>Speed by reference.</summary>
    Tracking = 2,

    /// <summary>Speeding up.</summary>
    RampUp = 3,

    /// <summary>Slowing down.</summary>
    RampDown = 4,

    /// <summary>From the demand to the motion.</summary>
    DeadTime = 5,

    /// <summary>From locked to lifted.</summary>
    Wait = 6,

    /// <summary>From one lift to the next.</summary>
    Cycle = 7,

    /// <summary>Way by an independent position over the way reported.</summary>
    Way = 8,

    /// <summary>Reported speed over the power it takes beyond that at rest.</summary>
    Power = 9,
}
