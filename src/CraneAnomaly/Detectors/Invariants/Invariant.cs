namespace CraneAnomaly.Detectors.Invariants;

/// <summary>What must never be true of a crane, by its number in the interlock table.</summary>
internal enum Condition
{
    /// <summary>I2: the twistlocks open while a load hangs that has not landed.</summary>
    UnlockedAloft,

    /// <summary>I7: an axis moves although the control is off.</summary>
    MovesWithControlOff,

    /// <summary>I7: an axis moves although the emergency stop is active.</summary>
    MovesInEmergencyStop,

    /// <summary>I7: an axis moves although the access gate is open.</summary>
    MovesWithGateOpen,

    /// <summary>I7: an axis moves although the watchdog of the operator's station is lost.</summary>
    MovesWithoutWatchdog,

    /// <summary>I9: the hoist goes up with more than 110 % of the rated load.</summary>
    HoistsOverload,

    /// <summary>I9: the four corners do not weigh what the load cell says.</summary>
    CornersDisagree,
}

/// <summary>One interlock as data.</summary>
/// <param name="Condition">What must not be.</param>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Severity">Severity, 0 to 100.</param>
/// <param name="GraceNs">How long it has to last before it is told: drives need time to stop, sensors to follow.</param>
internal readonly record struct Invariant(Condition Condition, string Alert, int Severity, long GraceNs)
{
    private const long Second = 1_000_000_000;

    /// <summary>The interlocks that are watched, in the order in which they are asked.</summary>
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(Condition.UnlockedAloft, "interlock.I2", 95, 0),
        new(Condition.MovesWithControlOff, "interlock.I7", 85, 8 * Second),
        new(Condition.MovesInEmergencyStop, "interlock.I7", 90, 8 * Second),
        new(Condition.MovesWithGateOpen, "interlock.I7", 80, 8 * Second),
        new(Condition.MovesWithoutWatchdog, "interlock.I7", 80, 8 * Second),
        new(Condition.HoistsOverload, "interlock.I9", 85, 2 * Second),
        new(Condition.CornersDisagree, "interlock.I9", 60, 10 * Second),
    ];
}
