using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>
/// Whether a forbidden state holds, by what a crane last said. A signal that was never told, or is told to be bad,
/// breaks nothing: it is for others to say that a crane is silent. Limits are those that cranes are commonly set to.
/// </summary>
internal static class Conditions
{
    /// <summary>A load that hangs for certain, t: above the noise of a load cell and the weight of slack ropes.</summary>
    private const double HangingLoad = 3;

    /// <summary>An axis moves for certain, m/s (of the boom degrees/s): above noise and creep.</summary>
    private const double Moving = 0.1;

    /// <summary>How long a watchdog may stand still: stations beat several times a second, gateways tell it each second.</summary>
    private const long WatchdogNs = 5_000_000_000;

    /// <summary>
    /// In a longer time than this a box can be landed, let go and left. Twistlocks turn in 1 to 1.5 s; telemetry that is
    /// slower cannot show that they were opened aloft.
    /// </summary>
    private const long UnseenNs = 2_000_000_000;

    /// <summary>After a landing nobody opens the twistlocks sooner than this.</summary>
    private const long LandingNs = 500_000_000;

    private const double OverloadShare = 1.1;
    private const double CornerShare = 0.15;
    private const double CornerTons = 3;

    private static readonly Signal ControlOn = Known("control_on"), EmergencyStop = Known("emergency_stop");
    private static readonly Signal Gate = Known("gate"), Watchdog = Known("watchdog");
    private static readonly Signal HoistSpeed = Signal.Of(Axis.Hoist, AxisSignal.Speed);

    private static readonly Signal[] Speeds =
        [.. Enum.GetValues<Axis>().Select(axis => Signal.Of(axis, AxisSignal.Speed))];

    private static readonly Signal[] Corners =
        [.. Enumerable.Range(1, 4).Select(corner => Known($"load.corner{corner}"))];

    /// <summary>Whether a condition holds after the last row, and what shows it.</summary>
    public static bool Holds(Condition condition, CraneState crane, out Breach breach) => condition switch
    {
        Condition.UnlockedAloft => UnlockedAloft(crane, out breach),
        Condition.MovesWithControlOff => MovesWhile(crane[ControlOn] == 0, crane, ControlOn, out breach),
        Condition.MovesInEmergencyStop => MovesWhile(crane[EmergencyStop] == 1, crane, EmergencyStop, out breach),
        Condition.MovesWithGateOpen => MovesWhile(crane[Gate] == 1, crane, Gate, out breach),
        Condition.MovesWithoutWatchdog => MovesWhile(IsDead(crane, Watchdog), crane, Watchdog, out breach),
        Condition.HoistsOverload => HoistsOverload(crane, out breach),
        _ => CornersDisagree(crane, out breach),
    };

    private static bool UnlockedAloft(CraneState crane, out Breach breach)
    {
        // A box that falls is no load any more in the row that says so: the load before it counts as well.
        double load = crane.IsFresh(SignalCatalog.Load)
            ? Math.Max(crane[SignalCatalog.Load], crane.Before(SignalCatalog.Load))
            : crane[SignalCatalog.Load];
        bool opened = crane.IsFresh(SignalCatalog.Unlocked)
            && crane[SignalCatalog.Unlocked] == 1 && crane.Before(SignalCatalog.Unlocked) == 0
            && crane.NowNs - crane.ToldBeforeNs(SignalCatalog.Unlocked) <= UnseenNs;
        breach = new(SignalCatalog.Unlocked, 1, 0, SignalCatalog.Load, load);

        // An older word than this may be older than the landing. Registers are polled one table after the other.
        return opened && load > HangingLoad && crane.NowNs - crane.ToldNs(SignalCatalog.Landed) <= LandingNs
            && crane[SignalCatalog.Landed] == 0 && crane.Before(SignalCatalog.Landed) == 0;
    }

    // A watchdog is alive as long as it changes, whatever it counts. One that never did is none.
    private static bool IsDead(CraneState crane, Signal watchdog) =>
        crane.NowNs - crane.ChangedNs(watchdog) > WatchdogNs && crane.ToldNs(watchdog) > crane.ChangedNs(watchdog);

    private static bool MovesWhile(bool forbidden, CraneState crane, Signal flag, out Breach breach)
    {
        breach = default;
        if (!forbidden) return false;
        foreach (var speed in Speeds)
        {
            double value = crane[speed];
            if (!crane.IsFresh(speed) || !(Math.Abs(value) > Moving)) continue;
            breach = new(speed, value, Moving, flag, crane[flag]);
            return true;
        }

        return false;
    }

    private static bool HoistsOverload(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load], limit = OverloadShare * crane.RatedLoad;
        breach = new(SignalCatalog.Load, load, limit, HoistSpeed, crane[HoistSpeed]);
        return crane.IsFresh(SignalCatalog.Load) && load > limit && crane[HoistSpeed] > Moving;
    }

    private static bool CornersDisagree(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load], sum = 0;
        foreach (var corner in Corners) sum += crane[corner];
        double limit = Math.Max(CornerTons, CornerShare * Math.Abs(load));
        breach = new(SignalCatalog.Load, load, limit, Corners[0], sum);

        // NaN, a corner never told, compares as false.
        return crane.IsFresh(SignalCatalog.Load) && Math.Abs(sum - load) > limit;
    }

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));
}
