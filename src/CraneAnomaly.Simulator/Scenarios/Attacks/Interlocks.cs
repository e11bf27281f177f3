using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Operators;

namespace CraneAnomaly.Simulator.Scenarios.Attacks;

/// <summary>
/// The crane does what its interlocks forbid: row 7 of the threat table, I1 to I13 of the invariants.
/// </summary>
internal static class Interlocks
{
    private const int Trolley = 1;
    private const int Gantry = 2;
    private const int Boom = 3;
    private const double BoomTurn = 20;

    public static IEnumerable<ScenarioInfo> All =>
    [
        Moment("partial-lock-hoist", "the hoist goes on lifting while a twistlock stands half-way", 1, 8,
            static crane => crane.Carried > 3 && crane.Operator.Phase == CyclePhase.ToPlace && crane.Hoist.Speed > 1,
            static (crane, _) =>
            {
                crane.Overrides.InterlocksOff = true;
                crane.Spreader.Jammed = true;
            },
            static crane => crane.Spreader.Jammed = false),
        Moment("unlock-aloft", "the twistlocks are told to open with the box in the air: it falls", 2, 5,
            static crane => crane.Carried > 3 && crane.Operator.Phase == CyclePhase.ToPlace
                && crane.Hoist.Position > crane.Operator.Job.PickHeight + 4,
            static (crane, _) => crane.Spreader.Turn(false)),
        Moment("lock-not-landed", "the twistlocks turn although the spreader stands on nothing", 3, 6,
            static crane => crane.Carried == 0 && crane.Operator.Phase == CyclePhase.PositionPick
                && crane.Hoist.Speed == 0,
            static (crane, since) =>
            {
                crane.Overrides.HandsOff = true;
                crane.Spreader.Turn(since < 3);
            }),
        Moment("brake-not-released", "the trolley runs against a brake that reports closed", 4, 12,
            static crane => Math.Abs(crane.Trolley.Speed) > 1,
            static (crane, _) => crane.Overrides.BrakeHidden[Trolley] = true),
        Moment("boom-raised-outside", "the boom rises while the trolley stands on it", 5, 2 * BoomTurn,
            static crane => crane.Operator.Phase == CyclePhase.PositionPick && crane.Trolley.Position > 8,
            static (crane, since) => Force(crane, Boom, since < BoomTurn ? 0.4 : crane.Boom.Position > 0.06 ? -0.4
                : 0)),
        Moment("gantry-pinned", "the gantry moves with the storm pin in", 6, 16,
            static crane => crane.Operator.Phase == CyclePhase.PositionPick,
            static (crane, since) =>
            {
                Force(crane, Gantry, since < 8 ? 0.3 : -0.3);
                crane.Overrides.StormPinDown = true;
            }),
        Moment("motion-control-off", "the crane goes on moving with the control off", 7, 15, IsFast,
            static (crane, _) =>
        {
            crane.Overrides.ControlOff = true;
            crane.Overrides.StopsIgnored = true;
        }),
        Moment("motion-emergency-stop", "the crane goes on moving with the emergency stop pressed", 7, 15, IsFast,
            static (crane, _) =>
        {
            crane.Overrides.EmergencyStop = true;
            crane.Overrides.StopsIgnored = true;
        }),
        Moment("motion-gate-open", "the crane goes on moving with the gate open", 7, 15, IsFast, static (crane, _) =>
        {
            crane.Overrides.GateOpen = true;
            crane.Overrides.StopsIgnored = true;
        }),
        Moment("motion-watchdog-lost", "the crane goes on moving with the station's watchdog dead", 7, 20, IsFast,
            static (crane, _) =>
        {
            crane.Overrides.WatchdogDead = true;
            crane.Overrides.StopsIgnored = true;
        }),
        Moment("limit-overrun", "the trolley runs at speed through the slow-down zone into the end", 8, 30,
            static crane => crane.Operator.Phase == CyclePhase.PositionPick && crane.Trolley.Position is > 20 and < 40,
            static (crane, _) => Force(crane, Trolley, crane.Trolley.Position < crane.Plate.Maximum[Trolley] - 6 ? 0.7
                : 0)),
        new("limit-moved", "end limit and slow-down zone of the trolley are moved 6 m outwards, and it runs to the rated end",
            [13, 7], ScenarioScope.OneCrane,
            static setting => new MomentScenario(setting, ScenarioLabel.Interlock(8))
            {
                When = static crane => crane.Operator.Phase == CyclePhase.PositionPick && crane.Trolley.Position is > 20 and < 40,
                Act = static (crane, _) =>
                {
                    crane.Overrides.EndShift[Trolley] = 6;
                    Force(crane, Trolley, crane.Trolley.Position < crane.Plate.Maximum[Trolley] - 6 ? 0.7 : 0);
                },
                Length = 30,
            }),
        new("overload-hoist", "the limit of the overload cut-out is raised, and a box of 118 % is lifted", [7, 13],
            ScenarioScope.OneCrane,
            static setting => new MomentScenario(setting, ScenarioLabel.Interlock(9))
            {
                When = static crane => crane.Operator.Phase == CyclePhase.Lock && crane.Spreader.WantLocked
                    && crane.Carried == 0,
                Act = static (crane, since) =>
                {
                    if (since == 0) crane.Operator.Job.Weight = 1.18 * crane.Plate.RatedLoad;
                    crane.Overrides.InterlocksOff = true;
                    crane.Overrides.AlarmsMuted = true;
                },
                Length = 75,
            }),
        Moment("mode-change-aloft", "another station takes over and changes the mode while a box hangs", 10, 10,
            static crane => crane.Carried > 3 && crane.Operator.Phase == CyclePhase.ToPlace && crane.Trolley.Speed != 0,
            static (crane, _) =>
            {
                crane.Overrides.Mode = "semiautomatic";
                crane.Overrides.Station = "ros";
            }),
        new("wind-overrun", "a gale, and the crane works on although its controller sees the wind", [7, 15],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Interlock(11))
            {
                Apply = static (crane, _) => crane.Overrides.WindStopIgnored = true,
                When = static (crane, _) => crane.Anemometers.True > crane.Plate.WindStop - 2,
                Wind = static _ => 16,
                Length = 2400,
            }),
        new("bypass-outside-permit", "the bypass is on without any permit, and the crane works", [30],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Interlock(13))
            {
                Apply = static (crane, _) => crane.Overrides.Bypass = true,
                Length = 3600,
            }),
    ];

    private static bool IsFast(SimulatedCrane crane) => Math.Abs(crane.Hoist.Speed) > 1.2
        || Math.Abs(crane.Trolley.Speed) > 1.5;

    private static void Force(SimulatedCrane crane, int axis, double share)
    {
        crane.Overrides.HandsOff = true;
        crane.Overrides.InterlocksOff = true;
        crane.Overrides.Forced[axis] = share;
    }

    private static ScenarioInfo Moment(
        string name, string description, int interlock, double length, Func<SimulatedCrane, bool> when,
        Action<SimulatedCrane, double> act, Action<SimulatedCrane>? leave = null) =>
        new(name, description, [7], ScenarioScope.OneCrane,
            setting => new MomentScenario(setting, ScenarioLabel.Interlock(interlock))
            {
                When = when,
                Act = act,
                Leave = leave,
                Length = length,
            });
}
