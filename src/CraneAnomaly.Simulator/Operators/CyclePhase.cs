namespace CraneAnomaly.Simulator.Operators;

/// <summary>What the operator is doing.</summary>
internal enum CyclePhase
{
    /// <summary>Nothing: a pause, no vessel, wind.</summary>
    Idle,

    /// <summary>Back in the cabin after a pause.</summary>
    Return,
    Telescope,
    GantryToBay,
    ToPick,
    PositionPick,
    LowerPick,
    Lock,
    LiftOff,
    ToPlace,
    PositionPlace,
    LowerPlace,
    Unlock,
    Park,
    BoomUp,
    Stowed,
    BoomDown,
}
