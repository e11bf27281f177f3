using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>I10 and I13: who has the crane, and whether its protective functions are on.</summary>
internal static class ControlConditions
{
    /// <summary>Two changes of the station within this time: each takes the crane from the other.</summary>
    private const long ContendNs = 10_000_000_000;

    /// <summary>A load that was not told for so long is not known to hang.</summary>
    private const long HangsNs = 10_000_000_000;

    /// <summary>I10: another station takes over, and a load hangs.</summary>
    public static Verdict HandedOverAloft(CraneState crane, out Breach breach)
    {
        breach = new(Sensors.Station, double.NaN, double.NaN, SignalCatalog.Load, crane[SignalCatalog.Load]);
        return crane.Control.StationChangedNs == crane.NowNs && Hangs(crane) ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>I10: the station in control changes twice within seconds.</summary>
    public static Verdict StationsContend(CraneState crane, out Breach breach)
    {
        var control = crane.Control;
        breach = new(Sensors.Station, double.NaN, double.NaN, Sensors.ControlOn, crane[Sensors.ControlOn]);
        return control.StationChangedNs == crane.NowNs && control.StationChangedBeforeNs >= crane.NowNs - ContendNs
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>I10: the mode changes, and a load hangs.</summary>
    public static Verdict ModeChangedAloft(CraneState crane, out Breach breach)
    {
        breach = new(Sensors.Mode, double.NaN, double.NaN, SignalCatalog.Load, crane[SignalCatalog.Load]);
        return crane.Control.ModeChangedNs == crane.NowNs && Hangs(crane) ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>
    /// I13: the bypass is on, by its switch or by the mode. Whether a permit allows it is judged where permits are
    /// known.
    /// </summary>
    public static Verdict BypassOn(CraneState crane, out Breach breach)
    {
        bool key = crane[Sensors.Bypass] == 1;
        breach = new(
            key ? Sensors.Bypass : Sensors.Mode, key ? 1 : double.NaN, 0, SignalCatalog.Load, crane[SignalCatalog.Load],
            key ? crane.HeldNs(Sensors.Bypass) : crane.HeldNs(Sensors.Mode));
        return key || crane.Control.Mode == CraneMode.Bypass ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>I13: cargo is moved with the bypass on, and nobody says that it is maintenance.</summary>
    public static Verdict BypassAtWork(CraneState crane, out Breach breach)
    {
        breach = new(Sensors.Bypass, 1, 0, SignalCatalog.Load, crane[SignalCatalog.Load]);
        if (crane[Sensors.Bypass] != 1 || crane.Control.Mode == CraneMode.Maintenance) return Verdict.Clear;
        return (crane.Moves(Axis.Trolley) || crane.Moves(Axis.Hoist)) && Hangs(crane) ? Verdict.Holds : Verdict.Clear;
    }

    /// <summary>Whether a load hangs for certain: heavy enough, told lately, and not landed.</summary>
    public static bool Hangs(CraneState crane) => crane[SignalCatalog.Load] > CraneState.HangingLoad
        && crane.IsRecent(SignalCatalog.Load, HangsNs) && crane[SignalCatalog.Landed] != 1;
}
