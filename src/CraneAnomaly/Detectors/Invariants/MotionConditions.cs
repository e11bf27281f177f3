using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>I4 to I7: motion that something else forbids. Asked while something moves, but for the hoist's brake.</summary>
internal static class MotionConditions
{
    private const double Moving = 0.1;
    private const double Travelling = 0.05;
    private const double BoomUp = 45;
    private const double NoTorque = 0.02;

    /// <summary>A brake or a position that was not told for so long is not known: another table, or one that failed.</summary>
    private const long KnownNs = 5_000_000_000;

    /// <summary>How long a watchdog may stand still: stations beat several times a second, gateways tell it each second.</summary>
    private const long WatchdogNs = 5_000_000_000;

    /// <summary>A watchdog that is looked at more seldom may beat between two looks and seem to stand still.</summary>
    private const long LookNs = 2_000_000_000;

    private static readonly Signal[] AxisSpeeds = [.. Axes().Select(axis => Signal.Of(axis, AxisSignal.Speed))];
    private static readonly Signal[] Brakes = [.. Axes().Select(axis => Signal.Of(axis, AxisSignal.Brake))];

    /// <summary>I4: an axis moves, and its brake is told to be closed.</summary>
    public static Verdict MovesAgainstBrake(CraneState crane, out Breach breach)
    {
        breach = default;
        for (int axis = 0; axis < Brakes.Length; axis++)
        {
            if ((crane.MovingAxes >> axis & 1) == 0 || !crane.IsFresh(AxisSpeeds[axis])) continue;
            if (crane[Brakes[axis]] != 0 || !crane.IsRecent(Brakes[axis], KnownNs)) continue;
            breach = new(AxisSpeeds[axis], crane[AxisSpeeds[axis]], Moving, Brakes[axis], 0);
            return Verdict.Holds;
        }

        return Verdict.Clear;
    }

    /// <summary>
    /// I4: the hoist's brake is open, nothing asks for motion, and the drive gives no torque: what holds the load? A
    /// torque that never changes is not told at all.
    /// </summary>
    public static Verdict HoistUnheld(CraneState crane, out Breach breach)
    {
        double torque = crane[Sensors.HoistTorque];
        breach = new(Sensors.HoistBrake, 1, 0, Sensors.HoistTorque, torque);
        if (!crane.IsRecent(Sensors.HoistTorque, KnownNs) || !crane.IsRecent(Sensors.HoistReference, KnownNs))
            return Verdict.Unknown;
        if (crane.ChangedNs(Sensors.HoistTorque) == long.MaxValue) return Verdict.Unknown;
        return crane[Sensors.HoistBrake] == 1 && crane[Sensors.HoistReference] == 0 && Math.Abs(torque) < NoTorque
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>I5: the trolley stands past the hinge of a boom that is not down.</summary>
    public static Verdict TrolleyOnRaisedBoom(CraneState crane, out Breach breach)
    {
        double angle = crane[Sensors.BoomAngle], trolley = crane[Sensors.TrolleyPosition];
        breach = new(Sensors.BoomAngle, angle, crane.Limits.BoomDown, Sensors.TrolleyPosition, trolley);
        if (!crane.IsRecent(Sensors.BoomAngle, KnownNs) || !crane.IsRecent(Sensors.TrolleyPosition, KnownNs))
            return Verdict.Unknown;
        return angle > crane.Limits.BoomDown && trolley > crane.Limits.BoomHinge ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>I5: the boom moves, and the trolley is not where it has to be parked.</summary>
    public static Verdict BoomMovesTrolleyOut(CraneState crane, out Breach breach)
    {
        double speed = crane[Sensors.BoomSpeed], trolley = crane[Sensors.TrolleyPosition];
        breach = new(Sensors.BoomSpeed, speed, Travelling, Sensors.TrolleyPosition, trolley);
        if (double.IsNaN(trolley) || !crane.IsRecent(Sensors.TrolleyPosition, KnownNs)) return Verdict.Unknown;
        return crane.Moves(Axis.Boom) && !crane.Limits.IsParked(trolley) ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>I5: the crane travels, its boom is down, and the papers have a superstructure there.</summary>
    public static Verdict TravelsAtSuperstructure(CraneState crane, out Breach breach)
    {
        double speed = crane[Sensors.GantrySpeed], angle = crane[Sensors.BoomAngle];
        breach = new(Sensors.GantrySpeed, speed, Travelling, Sensors.BoomAngle, angle);
        if (!crane.IsRecent(Sensors.GantryPosition, KnownNs) || double.IsNaN(angle)) return Verdict.Unknown;
        return crane.Moves(Axis.Gantry) && angle < BoomUp && crane.Limits.IsAtSuperstructure(crane[Sensors.GantryPosition])
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>I6: the crane travels although something holds it to its rail.</summary>
    public static Verdict TravelsWhile(CraneState crane, Signal holder, out Breach breach)
    {
        breach = new(Sensors.GantrySpeed, crane[Sensors.GantrySpeed], Travelling, holder, crane[holder]);
        if (!crane.Moves(Axis.Gantry) || crane[holder] != 1) return Verdict.Clear;
        return IsOutdated(crane, holder) ? Verdict.Unknown : Verdict.Holds;
    }

    /// <summary>I7: an axis moves while a switch forbids it.</summary>
    public static Verdict MovesWhile(CraneState crane, Signal flag, double forbidden, out Breach breach)
    {
        var verdict = Moves(crane, flag, crane[flag] == forbidden, out breach);
        return verdict == Verdict.Holds && IsOutdated(crane, flag) ? Verdict.Unknown : verdict;
    }

    /// <summary>
    /// I7: an axis moves, and the watchdog of the operator's station stands still. It is alive as long as it changes,
    /// whatever it counts. One that never did is none.
    /// </summary>
    public static Verdict MovesWithoutWatchdog(CraneState crane, out Breach breach)
    {
        long toldNs = crane.ToldNs(Sensors.Watchdog), changedNs = crane.ChangedNs(Sensors.Watchdog);
        bool isLookedAt = toldNs - crane.ToldBeforeNs(Sensors.Watchdog) <= LookNs;
        return Moves(
            crane, Sensors.Watchdog, isLookedAt && crane.NowNs - changedNs > WatchdogNs && toldNs > changedNs, out breach);
    }

    // One that is told when it changes holds until then. One that is read again and again, by another client perhaps than the
    // speed beside it, holds as long as nobody could have missed its change.
    private static bool IsOutdated(CraneState crane, Signal flag) =>
        crane.ToldNs(flag) > crane.HeldNs(flag) && !crane.IsRecent(flag, LookNs);

    private static Verdict Moves(CraneState crane, Signal flag, bool forbidden, out Breach breach)
    {
        breach = default;
        if (!forbidden) return Verdict.Clear;
        for (int axis = 0; axis < AxisSpeeds.Length; axis++)
        {
            if ((crane.MovingAxes >> axis & 1) == 0) continue;
            breach = new(AxisSpeeds[axis], crane[AxisSpeeds[axis]], Moving, flag, crane[flag]);
            return Verdict.Holds;
        }

        return Verdict.Clear;
    }

    private static Axis[] Axes() => Enum.GetValues<Axis>();
}
