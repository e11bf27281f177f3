using CraneAnomaly.Features.Cranes;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>
/// Whether a forbidden state holds, by what a crane last said. A signal that was never told, or is told to be bad,
/// breaks nothing: it is for others to say that a crane is silent.
/// </summary>
internal static class Conditions
{
    /// <summary>What the last row says of a condition, and what shows it.</summary>
    public static Verdict Judge(Condition condition, CraneState crane, CraneStates cranes, out Breach breach) =>
        condition switch
        {
            Condition.HoistsHalfLocked => SpreaderConditions.HoistsHalfLocked(crane, out breach),
            Condition.UnlockedAloft => SpreaderConditions.UnlockedAloft(crane, out breach),
            Condition.TurnedUnlanded => SpreaderConditions.TurnedUnlanded(crane, out breach),
            Condition.MovesAgainstBrake => MotionConditions.MovesAgainstBrake(crane, out breach),
            Condition.HoistUnheld => MotionConditions.HoistUnheld(crane, out breach),
            Condition.TrolleyOnRaisedBoom => MotionConditions.TrolleyOnRaisedBoom(crane, out breach),
            Condition.BoomMovesTrolleyOut => MotionConditions.BoomMovesTrolleyOut(crane, out breach),
            Condition.TravelsAtSuperstructure => MotionConditions.TravelsAtSuperstructure(crane, out breach),
            Condition.TravelsPinned => MotionConditions.TravelsWhile(crane, Sensors.StormPin, out breach),
            Condition.TravelsClamped => MotionConditions.TravelsWhile(crane, Sensors.RailClamp, out breach),
            Condition.MovesWithControlOff => MotionConditions.MovesWhile(crane, Sensors.ControlOn, 0, out breach),
            Condition.MovesInEmergencyStop => MotionConditions.MovesWhile(crane, Sensors.EmergencyStop, 1, out breach),
            Condition.MovesWithGateOpen => MotionConditions.MovesWhile(crane, Sensors.Gate, 1, out breach),
            Condition.MovesWithoutWatchdog => MotionConditions.MovesWithoutWatchdog(crane, out breach),
            Condition.FastNearEnd => TravelConditions.FastNearEnd(crane, out breach),
            Condition.PastEnd => TravelConditions.PastEnd(crane, out breach),
            Condition.Overspeed => TravelConditions.Overspeed(crane, out breach),
            Condition.HoistsOverload => LoadConditions.HoistsOverload(crane, out breach),
            Condition.CornersDisagree => LoadConditions.CornersDisagree(crane, out breach),
            Condition.Eccentric => LoadConditions.Eccentric(crane, out breach),
            Condition.HandedOverAloft => ControlConditions.HandedOverAloft(crane, out breach),
            Condition.StationsContend => ControlConditions.StationsContend(crane, out breach),
            Condition.ModeChangedAloft => ControlConditions.ModeChangedAloft(crane, out breach),
            Condition.WorksInGale => WindConditions.WorksInGale(crane, out breach),
            Condition.WindStopInCalm => WindConditions.WindStopInCalm(crane, cranes, out breach),
            Condition.BypassOn => ControlConditions.BypassOn(crane, out breach),
            _ => ControlConditions.BypassAtWork(crane, out breach),
        };
}
