namespace CraneAnomaly.Detectors.Invariants;

/// <summary>What must never be true of a crane, by its number in the interlock table.</summary>
internal enum Condition
{
    /// <summary>I1: the hoist goes up while the twistlocks stand half-way.</summary>
    HoistsHalfLocked,

    /// <summary>I2: the twistlocks open while a load hangs that has not landed.</summary>
    UnlockedAloft,

    /// <summary>I3: the twistlocks turn although the spreader stands on nothing.</summary>
    TurnedUnlanded,

    /// <summary>I4: an axis moves although its brake is closed.</summary>
    MovesAgainstBrake,

    /// <summary>I4: the brake of the hoist is open and nothing holds the spreader.</summary>
    HoistUnheld,

    /// <summary>I5: the trolley stands on a boom that is not down.</summary>
    TrolleyOnRaisedBoom,

    /// <summary>I5: the boom moves while the trolley is not parked.</summary>
    BoomMovesTrolleyOut,

    /// <summary>I5: the crane travels with its boom down where a ship's superstructure is.</summary>
    TravelsAtSuperstructure,

    /// <summary>I6: the crane travels with the storm pin in.</summary>
    TravelsPinned,

    /// <summary>I6: the crane travels with the rail clamps closed.</summary>
    TravelsClamped,

    /// <summary>I7: an axis moves although the control is off.</summary>
    MovesWithControlOff,

    /// <summary>I7: an axis moves although the emergency stop is active.</summary>
    MovesInEmergencyStop,

    /// <summary>I7: an axis moves although the access gate is open.</summary>
    MovesWithGateOpen,

    /// <summary>I7: an axis moves although the watchdog of the operator's station is lost.</summary>
    MovesWithoutWatchdog,

    /// <summary>I8: an axis is too fast near the end of its travel.</summary>
    FastNearEnd,

    /// <summary>I8: an axis is past the end of its travel, or moves on into its limit switch.</summary>
    PastEnd,

    /// <summary>I8: an axis is faster than the speed at which it has to trip.</summary>
    Overspeed,

    /// <summary>I9: the hoist goes up with more than the load at which it has to cut out.</summary>
    HoistsOverload,

    /// <summary>I9: the four corners do not weigh what the load cell says.</summary>
    CornersDisagree,

    /// <summary>I9: one half of the spreader carries too much of the load.</summary>
    Eccentric,

    /// <summary>I10: another station takes over while a load hangs.</summary>
    HandedOverAloft,

    /// <summary>I10: two stations take the crane from each other.</summary>
    StationsContend,

    /// <summary>I10: the mode changes while a load hangs, at the same station.</summary>
    ModeChangedAloft,

    /// <summary>I11: the crane works on in a wind in which it must not.</summary>
    WorksInGale,

    /// <summary>I12: the wind is said to stop the crane, and nobody around feels it.</summary>
    WindStopInCalm,

    /// <summary>I13: the bypass is on.</summary>
    BypassOn,

    /// <summary>I13: the bypass is on and cargo is moved.</summary>
    BypassAtWork,
}
