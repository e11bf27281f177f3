using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;
using static CraneAnomaly.Detectors.Invariants.Sensors;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>One interlock as data.</summary>
/// <param name="Condition">What must not be.</param>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Severity">Severity, 0 to 100.</param>
/// <param name="GraceNs">How long it has to last before it is told: drives need time to stop, sensors to follow.</param>
/// <param name="Asked">A row that tells none of these says nothing of it.</param>
internal readonly record struct Invariant(
    Condition Condition, string Alert, int Severity, long GraceNs, SignalSet Asked)
{
    private const long Second = 1_000_000_000;

    private static readonly Invariant[] Table =
    [
        // Pins turn within 1.5 s; the tables of a controller are read up to a second apart.
        new(Condition.HoistsHalfLocked, "interlock.I1", 85, 2 * Second, Hoist),
        new(Condition.UnlockedAloft, "interlock.I2", 95, 0, SignalSet.Of(SignalCatalog.Unlocked)) { IsMoment = true },
        new(Condition.TurnedUnlanded, "interlock.I3", 70, 0, Twistlocks) { IsMoment = true },

        // A brake that closes in an emergency lets its axis slide for some seconds.
        new(Condition.MovesAgainstBrake, "interlock.I4", 80, 5 * Second, Speeds) { IsOfMotion = true },
        new(Condition.HoistUnheld, "interlock.I4", 85, 5 * Second, SignalSet.Of(HoistBrake)),
        new(Condition.TrolleyOnRaisedBoom, "interlock.I5", 90, 3 * Second, SignalSet.Of(TrolleyPosition, BoomAngle)),
        new(Condition.BoomMovesTrolleyOut, "interlock.I5", 90, 3 * Second, SignalSet.Of(BoomSpeed))
        {
            IsOfMotion = true,
            Episode = Condition.TrolleyOnRaisedBoom,
        },
        new(Condition.TravelsAtSuperstructure, "interlock.I5", 90, 2 * Second, Gantry) { IsOfMotion = true },
        new(Condition.TravelsPinned, "interlock.I6", 85, 3 * Second, Gantry) { IsOfMotion = true },
        new(Condition.TravelsClamped, "interlock.I6", 80, 3 * Second, Gantry) { IsOfMotion = true },
        new(Condition.MovesWithControlOff, "interlock.I7", 85, 8 * Second, Speeds) { IsOfMotion = true },
        new(Condition.MovesInEmergencyStop, "interlock.I7", 90, 8 * Second, Speeds) { IsOfMotion = true },
        new(Condition.MovesWithGateOpen, "interlock.I7", 80, 8 * Second, Speeds) { IsOfMotion = true },
        new(Condition.MovesWithoutWatchdog, "interlock.I7", 80, 8 * Second, Speeds) { IsOfMotion = true },
        new(Condition.FastNearEnd, "interlock.I8", 80, Second / 2, Speeds) { IsOfMotion = true },
        new(Condition.PastEnd, "interlock.I8", 85, 2 * Second, Positions) { Episode = Condition.FastNearEnd },
        new(Condition.Overspeed, "interlock.I8", 85, Second, Speeds) { IsOfMotion = true },
        new(Condition.HoistsOverload, "interlock.I9", 85, 2 * Second, SignalSet.Of(SignalCatalog.Load)),
        new(Condition.CornersDisagree, "interlock.I9", 60, 10 * Second, SignalSet.Of(SignalCatalog.Load)),
        new(Condition.Eccentric, "interlock.I9", 65, 10 * Second, SignalSet.Of(SignalCatalog.Load)),
        new(Condition.HandedOverAloft, "interlock.I10", 80, 0, SignalSet.Of(Station)),
        new(Condition.StationsContend, "interlock.I10", 80, 0, SignalSet.Of(Station))
        {
            Episode = Condition.HandedOverAloft,
        },

        // The operator's own selector: worth a line in the log, unless more comes with it.
        new(Condition.ModeChangedAloft, "interlock.I10", 35, 0, SignalSet.Of(Mode)) { Episode = Condition.HandedOverAloft },

        // Time to finish a lift and to set the box down.
        new(Condition.WorksInGale, "interlock.I11", 85, 300 * Second, Speeds) { IsOfMotion = true },

        // A gust passes within a minute.
        new(Condition.WindStopInCalm, "interlock.I12", 75, 60 * Second, Winds),

        // A key that is tried and turned back. It stays on without a word, so that every row is asked.
        new(Condition.BypassOn, "interlock.I13", 60, 10 * Second, SignalSet.All),
        new(Condition.BypassAtWork, "interlock.I13", 80, 5 * Second, Speeds) { Episode = Condition.BypassOn },
    ];

    /// <summary>The interlocks that are watched, in the order in which they are asked.</summary>
    public static IReadOnlyList<Invariant> All => Table;

    /// <summary>The same, for the one who asks them.</summary>
    public static ReadOnlySpan<Invariant> Rules => Table;

    /// <summary>It cannot hold while nothing moves.</summary>
    public bool IsOfMotion { get; init; }

    /// <summary>It is over when it is seen: the next time is another event.</summary>
    public bool IsMoment { get; init; }

    /// <summary>Conditions of one cause are told as one episode, under the first of them.</summary>
    public Condition Episode { get; init; } = Condition;
}
