using CraneAnomaly.Detectors.Invariants;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>
/// What has to be found, how soon, and in what share of the cases. Where the product tells a cause by what it does (a
/// clamp as the slow speed it makes, a spoofed speed as an impossible or as a spoofed one), both names are right.
/// </summary>
/// <remarks>
/// The throttles of the controller (rows 1 and 3 of datasets/COVERAGE.tsv) ask less of the drives, which follow: the
/// reference of a full stick is clamped (F3) and the speed is low (F1), so both names say what is so, as that file lists
/// them. A slow ramp or a drive below its reference would be untrue, and is not counted.
/// </remarks>
internal static class CellCatalog
{
    private const double Hour = 3600, Shift = 8 * Hour;

    /// <summary>When a watchdog that stands still counts as dead.</summary>
    private const double WatchdogSeconds = 6;

    /// <summary>The simulator plays ten minutes again and again: two windows.</summary>
    private const double TwoTapes = 1200;

    /// <summary>Two means of a minute do not cross a limit in the same second; and by then a box is moved again, s.</summary>
    private const double StormSlack = 10, UsualLift = 130;

    /// <summary>As long as the simulator holds a value.</summary>
    private const double FreezeHours = 0.5;

    private static readonly string[] s_slow =
    [
        "throttling.hoist.plateau-speed", "throttling.trolley.plateau-speed", "throttling.hoist.clamp", "throttling.trolley.clamp",
    ];

    // A little of everything: what shows it is the mixture, or in the end one part of it.
    private static readonly string[] s_blend = ["throttling.hoist.profile", "throttling.trolley.profile"];
    private static readonly string[] s_blended =
        ["throttling.hoist.ramp", "throttling.trolley.ramp", "throttling.hoist.dead-time", "throttling.trolley.dead-time"];

    private static readonly Axis[] s_axes = [Axis.Trolley, Axis.Hoist, Axis.Gantry];

    public static IReadOnlyList<Cell> All { get; } = [.. Motion(), .. Sensors(), .. Interlocks(), .. Failures()];

    private static IEnumerable<Cell> Motion()
    {
        foreach (var axis in s_axes)
        {
            string name = Enum.GetName(axis)!.ToLowerInvariant();
            string[] told = [$"throttling.{name}.plateau-speed", $"throttling.{name}.clamp"];
            string[] also = [.. told, $"throttling.{name}.tracking"];
            double most = axis == Axis.Gantry ? 12 : 2;
            yield return new($"{name} 10 %", $"throttle-{name}", 0.1, told)
            {
                Also = also,
                Axis = axis,
                Unit = CellUnit.Moves,
                Limit = 5,
                Hours = most,
            };
            yield return new($"{name} 5 %", $"throttle-{name}", 0.05, told)
            {
                Also = also,
                Axis = axis,
                Unit = CellUnit.Moves,
                Limit = 10,
                Hours = most,
            };
            yield return new($"{name} 3 %", $"throttle-{name}", 0.03, told) { Also = also, Axis = axis, Limit = Shift, Hours = 8 };
        }

        yield return new("trolley ramps 25 %", "soft-ramps", 0.25, "throttling.trolley.ramp")
        {
            Unit = CellUnit.Moves,
            Limit = 20,
        };
        yield return new("hoist ramps 25 %", "soft-ramps-hoist", 0.25, "throttling.hoist.ramp")
        {
            Axis = Axis.Hoist,
            Unit = CellUnit.Moves,
            Limit = 20,
        };
        yield return new("dead time 1 s", "dead-time", 0.1, "throttling.hoist.dead-time", "throttling.trolley.dead-time")
        {
            Unit = CellUnit.Moves,
            Limit = 10,
        };
        yield return new("blend 8 %", "throttle-blend", 0.08, s_blend) { Also = [.. s_blend, .. s_slow, .. s_blended], Unit = CellUnit.Moves, Limit = 20, Hours = 4 };
        yield return new("blend 6 %", "throttle-blend", 0.06, s_blend) { Also = [.. s_blend, .. s_slow, .. s_blended], Limit = Shift, Hours = 8 };
        yield return new("clamp 10 %", "setpoint-clamp", 0.1, "throttling.trolley.clamp", "throttling.trolley.plateau-speed",
            "throttling.hoist.clamp", "throttling.hoist.plateau-speed")
        { Unit = CellUnit.Moves, Limit = 10 };
        yield return new("wait 3 s", "inserted-waits", 3.0 / 130, "throttling.inserted-wait")
        {
            Unit = CellUnit.Lifts,
            Limit = 60,
            Hours = 6,
        };
        yield return new("laden only 10 %", "throttle-laden", 0.1, s_slow)
        {
            Also = s_slow,
            Axis = Axis.Hoist,
            Unit = CellUnit.Moves,
            Limit = 20,
            Hours = 4,
        };
        yield return new("one owner 10 %", "throttle-line", 0.1, s_slow)
        {
            Also = s_slow,
            Unit = CellUnit.Moves,
            Limit = 20,
            Hours = 6,
        };
        yield return new("fleet 7 %", "throttle-fleet", 0.07, "throttling.fleet")
        {
            Also = [.. s_slow, "throttling.fleet"],
            Limit = Hour,
            Hours = 1.5,
            Cranes = 4,
        };
        yield return new("tracking 10 %", "throttle-drive", 0.1, "throttling.trolley.tracking") { Unit = CellUnit.Moves, Limit = 10 };
        yield return new("speed spoof 10 %", "throttle-spoofed-speed", 0.1, "sensor.impossible", "sensor.spoofed", "sensor.view-mismatch")
        {
            Unit = CellUnit.Moves,
            Limit = 5,
            Signal = "trolley.",
        };
        yield return new("lie 10 %, one anchor", "consistent-lie-anchored", 0.1, "sensor.view-mismatch", "sensor.spoofed")
        {
            Unit = CellUnit.Moves,
            Limit = 20,
            Signal = "trolley.",
        };
    }

    private static IEnumerable<Cell> Sensors()
    {
        yield return Frozen("freeze trolley position", "freeze-trolley-position", "trolley.position", Axis.Trolley);
        yield return Frozen("freeze hoist position", "freeze-hoist-position", "hoist.position", Axis.Hoist);
        yield return new("freeze load", "freeze-load", 0.1, "sensor.frozen") { Unit = CellUnit.Lifts, Limit = 2, Hours = FreezeHours };
        yield return new("freeze wind", "freeze-wind", 0.1, "sensor.frozen") { Signal = "wind.", Limit = 600, Cranes = 4 };
        yield return new("replay load", "replay-load", 0.1, "sensor.replayed") { Limit = TwoTapes };
        yield return new("replay motion", "replay-motion", 0.1, "sensor.replayed") { Limit = TwoTapes };
        yield return new("spoofed wind, high", "spoof-wind-high", 0.1, "sensor.spoofed", "interlock.I12") { Limit = 120, Cranes = 4 };
        yield return new("spoofed wind, low", "spoof-wind-low", 0.1, "sensor.spoofed") { Limit = 300, Cranes = 4 };
        yield return new("alarms suppressed", "alarm-suppression", 0.1, "sensor.switched-off")
        {
            Limit = 900,
            Cranes = 4,
            While = IsWarned,
            Lasts = 60,
        };
        yield return Off("anemometer off", "anemometer-off", "wind.speed");
        yield return Off("limit switch off", "limit-switch-off", "trolley.limit_plus");
        yield return Off("load cell off", "load-cell-off", "spreader.load");
        yield return Off("encoder off", "encoder-off", "trolley.position");
        yield return Off("emergency stop open", "estop-channel-open", "emergency_stop");
    }

    // Beside the grace time: how long the attack needs until what is forbidden is there, as the scenario is written.
    private static IEnumerable<Cell> Interlocks()
    {
        (string Scenario, int Number, double Needs)[] all =
        [
            ("partial-lock-hoist", 1, 1), ("unlock-aloft", 2, 3), ("lock-not-landed", 3, 3), ("brake-not-released", 4, 1),
            ("boom-raised-outside", 5, 22), ("gantry-pinned", 6, 3), ("motion-control-off", 7, 1), ("motion-emergency-stop", 7, 1),
            ("motion-gate-open", 7, 1), ("motion-watchdog-lost", 7, WatchdogSeconds), ("limit-overrun", 8, 30), ("limit-moved", 8, 30),
            ("overload-hoist", 9, 20), ("mode-change-aloft", 10, 1), ("wind-overrun", 11, StormSlack + UsualLift), ("bypass-outside-permit", 13, 1),
            ("maintenance-residue", 13, 60),
        ];
        foreach (var (scenario, number, needs) in all)
        {
            string name = $"interlock.I{number}";
            double grace = Invariant.All.Where(rule => rule.Alert == name).Max(rule => rule.GraceNs) / 1e9;
            yield return new($"I{number} {scenario}", scenario, 0.1, name)
            {
                Limit = (number == 11 ? 0 : grace) + needs + 1,
                Hours = 1,
                // A crane that comes to rest in time has not broken it.
                // A gale that is over before the grace time is none, and a crane that does not work in it has broken nothing.
                While = number is 4 or 7 ? Moves : number == 11 ? IsStormy : null,
                Lasts = number is 4 or 7 ? grace + needs - 1 : number == 11 ? grace - StormSlack : 0,
                Then = number == 11 ? Carries : null,
                Within = number is 4 or 7 ? grace + needs + 6 : 2000,
            };
        }
    }

    private static IEnumerable<Cell> Failures()
    {
        yield return Failure("dead-encoder", 0.5, "sensor.fault");
        yield return Failure("iced-anemometer", 1, "sensor.fault");
        yield return Failure("drifting-load-cell", 5, "sensor.fault");
        yield return Failure("thermal-derating", 0.75);
        yield return Failure("worn-brake", 0.75);
        yield return Failure("ntp-step", 0.5);
        yield return Failure("switch-replaced", 0.5);
    }

    private static bool Moves(SimulatedCrane crane) => crane.Axes.Any(axis => Math.Abs(axis.Speed) > 0.1);

    // A limit for the wind is one for the mean of a minute, and of both anemometers: one alone is the affair of I12.
    private static bool IsStormy(SimulatedCrane crane) => crane.Anemometers.Minute > crane.Plate.WindStop;

    private static bool Carries(SimulatedCrane crane) => crane.Suspended > CraneState.HangingLoad
        && (Math.Abs(crane.Hoist.Speed) > 0.1 || Math.Abs(crane.Trolley.Speed) > 0.1);

    private static bool IsWarned(SimulatedCrane crane) => crane.Anemometers.True > crane.Plate.WindWarning;

    private static Cell Frozen(string title, string scenario, string signal, Axis axis) => new(title, scenario, 0.1, "sensor.frozen")
    {
        Axis = axis,
        Signal = signal,
        Unit = CellUnit.Motions,
        Limit = 1,
        Hours = FreezeHours,
    };

    private static Cell Off(string title, string scenario, string signal) => new(title, scenario, 0.1, "sensor.switched-off")
    {
        Signal = signal,
        Limit = 60,
        Share = 0.9,
        Hours = 0.5,
        Cranes = 4,
    };

    private static Cell Failure(string scenario, double hours, params IReadOnlyList<string> names) => new(scenario, scenario, 0.1, names)
    {
        IsBenign = true,
        Hours = hours,
        Limit = hours * Hour,
        Cranes = 4,
    };
}
