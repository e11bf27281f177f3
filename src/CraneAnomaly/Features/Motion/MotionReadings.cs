namespace CraneAnomaly.Features.Motion;

/// <summary>What is known of a move.</summary>
[Flags]
internal enum MotionReadings : ushort
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>Speed at full stick, after the ramp.</summary>
    Plateau = 1,

    /// <summary>Reference by demand, in steady demand.</summary>
    Clamp = 2,

    /// <summary>Speed by reference, in steady motion.</summary>
    Tracking = 4,

    /// <summary>How steeply it speeds up.</summary>
    RampUp = 8,

    /// <summary>How steeply it slows down after the stick was let go.</summary>
    RampDown = 16,

    /// <summary>From the demand to the motion, from rest.</summary>
    DeadTime = 32,

    /// <summary>Change of position against the integral of the reported speed.</summary>
    Kinematics = 64,

    /// <summary>The move is over.</summary>
    Finished = 128,
}
