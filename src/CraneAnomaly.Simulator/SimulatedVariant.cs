namespace CraneAnomaly.Simulator;

/// <summary>
/// Where the physics is built otherwise than usual, to see whether a detector has learned cranes or this simulator.
/// Nothing is tuned to it; all five sets have shown mistakes that were repaired.
/// </summary>
[Flags]
public enum SimulatedVariant
{
    /// <summary>The usual physics.</summary>
    None = 0,

    /// <summary>Ramps are S-shaped from end to end instead of straight with rounded ends.</summary>
    SRamps = 1,

    /// <summary>
    /// The hoist's top speed falls along a straight line from a knee at a light load to the rated load, instead of
    /// along the constant-power law.
    /// </summary>
    PowerKnee = 2,

    /// <summary>The noise of the sensors has a memory of about ten rows instead of none.</summary>
    ColouredNoise = 4,

    /// <summary>These three.</summary>
    All = SRamps | PowerKnee | ColouredNoise,

    /// <summary>The hoist's top speed falls in stages of the load, as with drives that know a few speeds.</summary>
    SpeedStages = 8,

    /// <summary>Axes start gently, and come to their acceleration at a quarter of the speed asked for.</summary>
    SoftStart = 16,

    /// <summary>The noise of the sensors has heavy tails.</summary>
    HeavyTails = 32,

    /// <summary>A second set, made after detectors had been looked at with the first.</summary>
    Second = SpeedStages | SoftStart | HeavyTails,

    /// <summary>The drives share one supply: while the hoist is on its way, the other axes are slower.</summary>
    SharedSupply = 64,

    /// <summary>The speed asked for grows with the stick as its power of 1.5 instead of in proportion.</summary>
    CurvedStick = 128,

    /// <summary>Cold gears: all axes are slower at the begin of work, and less so from hour to hour.</summary>
    WarmUp = 256,

    /// <summary>A third set, made after detectors had been looked at with the second.</summary>
    Third = SharedSupply | CurvedStick | WarmUp,

    /// <summary>Motors become hot with the work of the last quarter of an hour, and their drives let them go slower.</summary>
    MotorHeat = 512,

    /// <summary>A load that sinks feeds the drives: the other axes are faster, the more power it gives back.</summary>
    Regeneration = 1024,

    /// <summary>What encoders tell of speed is smoothed, and comes later than the motion.</summary>
    SmoothedSpeed = 2048,

    /// <summary>A fourth set, made after detectors had been looked at with the third.</summary>
    Fourth = MotorHeat | Regeneration | SmoothedSpeed,

    /// <summary>Motors without an encoder: the hoist turns slower with what it lifts, and faster with what it lowers.</summary>
    Slip = 4096,

    /// <summary>The hoist's brake opens once the motor has proved that it holds the load: later, the heavier that is.</summary>
    TorqueProving = 8192,

    /// <summary>Speeds and set speeds are told in steps of half a per cent of the axis's own.</summary>
    CoarseTags = 16384,

    /// <summary>A fifth set, made after detectors had been looked at with the fourth.</summary>
    Fifth = Slip | TorqueProving | CoarseTags,
}
