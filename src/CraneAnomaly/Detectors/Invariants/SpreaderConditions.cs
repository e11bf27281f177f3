using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>
/// I1 to I3, the twistlocks. TIC 4.0: locked means all of them, and neither locked nor unlocked that they stand
/// half-way. How slow telemetry may be follows from what a crane can do between two rows: see
/// <see cref="UnseenNs"/> and <see cref="CouldLand"/>.
/// </summary>
internal static class SpreaderConditions
{
    /// <summary>
    /// A box cannot be landed, let go and left in less: twistlocks turn in 1 to 1.5 s, and the operator waits for
    /// their signal. Rows that are at most so far apart show the landing, so that one that is not shown did not happen.
    /// </summary>
    private const long UnseenNs = 2_000_000_000;

    /// <summary>In a longer time than this anything can happen, however fast the crane was.</summary>
    private const long LongestNs = 10_000_000_000;

    /// <summary>An older word than this may be older than the landing. Registers are polled one table after the other.</summary>
    private const long LandingNs = 500_000_000;

    /// <summary>A position of the twistlocks that was not told for so long is not known.</summary>
    private const long TwistlockNs = 60_000_000_000;

    /// <summary>No crane brings its hoist or trolley to rest faster than this, m/s² (ramps are 0.3 to 1, stops steeper).</summary>
    private const double Hardest = 1.5;

    /// <summary>No hoist or trolley is faster, m/s (published cranes: 3 and 4).</summary>
    private const double Fastest = 4.6;

    private const double Rising = 0.1;

    /// <summary>I1: the hoist goes up, and is told to, while the twistlocks are neither locked nor unlocked.</summary>
    public static Verdict HoistsHalfLocked(CraneState crane, out Breach breach)
    {
        double speed = crane[Sensors.HoistSpeed], locked = crane[SignalCatalog.Locked];
        breach = new(Sensors.HoistSpeed, speed, Rising, SignalCatalog.Locked, locked);
        if (!crane.IsRecent(SignalCatalog.Locked, TwistlockNs) || !crane.IsRecent(SignalCatalog.Unlocked, TwistlockNs))
            return Verdict.Unknown;

        // A demand that nobody tells is no excuse.
        return locked == 0 && crane[SignalCatalog.Unlocked] == 0 && speed > Rising
            && !(crane[Sensors.HoistDemand] <= 0 && crane[Sensors.HoistReference] <= 0)
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>
    /// I2: they open, the load hung until now, and no landing was told in between. A box that falls is no load any
    /// more in the row that says so, nor in the rows of other tables that were read before it.
    /// </summary>
    public static Verdict UnlockedAloft(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load] > CraneState.HangingLoad
            ? crane[SignalCatalog.Load]
            : crane.HungLoad;
        breach = new(SignalCatalog.Unlocked, 1, 0, SignalCatalog.Load, load);
        if (!Became(crane, SignalCatalog.Unlocked) || !IsInTheAir(crane)) return Verdict.Clear;
        long gapNs = crane.NowNs - crane.ToldBeforeNs(SignalCatalog.Unlocked);
        bool hung = crane.HungNs > crane.LandedNs && crane.HungNs >= crane.NowNs - Math.Max(gapNs, UnseenNs);
        return hung && !CouldLand(crane, gapNs) ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>
    /// I3: they turn with no load and nothing below. Under maintenance they are tried in the air, which is for the
    /// permit to cover; a load that hangs in them is another condition, or a switch that chatters. That they open
    /// counts where the other switch agrees: empty, it does no harm by itself.
    /// </summary>
    public static Verdict TurnedUnlanded(CraneState crane, out Breach breach)
    {
        var turned = Became(crane, SignalCatalog.Locked) ? SignalCatalog.Locked : SignalCatalog.Unlocked;
        breach = new(turned, 1, 0, SignalCatalog.Landed, 0);
        if (!Became(crane, turned) || !IsInTheAir(crane)) return Verdict.Clear;
        if (turned == SignalCatalog.Unlocked && crane[SignalCatalog.Locked] != 0) return Verdict.Clear;
        if (crane.Control.Mode is CraneMode.Maintenance or CraneMode.Bypass || crane[Sensors.Bypass] == 1)
            return Verdict.Clear;
        bool seen = crane.NowNs - crane.ToldBeforeNs(turned) <= UnseenNs;
        return seen && crane.HungNs < crane.NowNs - LongestNs && crane[SignalCatalog.Load] <= CraneState.HangingLoad
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>
    /// Whether the crane can have come to rest, let its box go and gone on to where it is, between the last two rows.
    /// Where speeds and positions at both ends are known, that takes longer than <see cref="UnseenNs"/>: at one row in
    /// five seconds a box that falls from a moving crane is still seen, one that falls from a crane at rest is not.
    /// </summary>
    private static bool CouldLand(CraneState crane, long gapNs)
    {
        if (gapNs <= UnseenNs) return false;
        if (gapNs > LongestNs) return true;
        double seconds = Math.Max(LeastSeconds(crane, Axis.Hoist), LeastSeconds(crane, Axis.Trolley));
        return gapNs > UnseenNs + (seconds * 1e9);
    }

    // An axis that stops on its way: at its beginning, at its end, or anywhere between, which takes no less.
    private static double LeastSeconds(CraneState crane, Axis axis)
    {
        Signal speed = Sensors.Of(axis, AxisSignal.Speed), position = Sensors.Of(axis, AxisSignal.Position);
        if (!IsOfRow(crane, speed)) return 0;
        double stop = Math.Abs(crane.Before(speed)) / Hardest, start = Math.Abs(crane[speed]) / Hardest;
        double way = IsOfRow(crane, position) ? Math.Abs(crane[position] - crane.Before(position)) : 0;
        double atFirst = stop + Math.Max(start, Math.Sqrt(2 * Math.Max(0, way - (stop * Fastest)) / Hardest));
        double atLast = Math.Max(stop, way / Fastest) + start;
        double least = Math.Min(atFirst, atLast);
        return double.IsNaN(least) ? 0 : least;
    }

    private static bool IsOfRow(CraneState crane, Signal signal) =>
        crane.IsFresh(signal) && crane.ToldBeforeNs(signal) == crane.ToldBeforeNs(SignalCatalog.Unlocked);

    private static bool Became(CraneState crane, Signal twistlocks) =>
        crane.IsFresh(twistlocks) && crane[twistlocks] == 1 && crane.Before(twistlocks) == 0;

    private static bool IsInTheAir(CraneState crane) => crane.IsRecent(SignalCatalog.Landed, LandingNs)
        && crane[SignalCatalog.Landed] == 0 && crane.Before(SignalCatalog.Landed) == 0;
}
