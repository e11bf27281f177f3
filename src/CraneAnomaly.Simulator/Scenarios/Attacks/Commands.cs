using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Operators;

namespace CraneAnomaly.Simulator.Scenarios.Attacks;

/// <summary>Somebody else commands the crane: rows 6, 11, 33 and 36 of the threat table.</summary>
internal static class Commands
{
    private const int Hoist = 0;
    private const int Trolley = 1;
    private const int Gantry = 2;

    public static IEnumerable<ScenarioInfo> All =>
    [
        Moment("motion-without-demand", "the trolley creeps although nobody touches the stick", [6], "no-demand", 8,
            IsWaiting, static (crane, since) => Drive(crane, Trolley, since < 4 ? 0.2 : -0.2)),
        Moment("hoist-without-demand", "the hoist rises although nobody touches the stick", [6], "no-demand", 6,
            IsWaiting, static (crane, _) => Drive(crane, Hoist, 0.12)),
        Moment("gantry-without-demand", "the whole crane travels although nobody touches the stick", [6, 36],
            "no-demand", 20,
            IsWaiting, static (crane, since) => Drive(crane, Gantry, since < 10 ? 0.4 : -0.4)),
        new("gantry-denial", "somebody parks the crane 30 m off its bay and keeps it there for ten minutes", [36, 6],
            ScenarioScope.OneCrane,
            static setting => new MomentScenario(setting, ScenarioLabel.Command("no-demand"))
            {
                When = static crane => crane.Operator.Phase == CyclePhase.GantryToBay && crane.Gantry.BrakeReleased,
                Act = static (crane, since) => Drive(crane, Gantry, since < 45 ? 0.9 : 0),
                Length = 600,
            }),
        Moment("radio-replay", "a radio pendant that does not belong to the crane takes over and lifts", [33],
            "radio", 15,
            IsWaiting, static (crane, since) =>
            {
                Drive(crane, Hoist, since is > 3 and < 9 ? 0.1 : 0);
                crane.Overrides.Station = "pendant";
                crane.Overrides.RadioId = "R-0977";
            }),
        Override("plc-stop", "somebody stops the controller for five minutes: all outputs off", [11], "plc-stop", 300,
            static (crane, _) => crane.Overrides.PlcStopped = true),
        new("plc-stop-fleet", "somebody stops the controllers of all cranes in the same minute, for five minutes", [11],
            ScenarioScope.AllCranes,
            static setting => new OverrideScenario(setting, ScenarioLabel.Throttle("fleet-stop"))
            {
                Apply = static (crane, _) => crane.Overrides.PlcStopped = true,
                Length = 300,
            }),
        Override("plc-restart", "somebody restarts the controller", [11], "plc-restart", 40,
            static (crane, _) => crane.Overrides.PlcStopped = true),
    ];

    private static bool IsWaiting(SimulatedCrane crane) =>
        crane.Operator.Phase is CyclePhase.PositionPick or CyclePhase.PositionPlace
        && crane.Hoist.Speed == 0 && crane.Trolley.Demand == 0;

    private static void Drive(SimulatedCrane crane, int axis, double share)
    {
        crane.Overrides.HandsOff = true;
        crane.Overrides.InterlocksOff = axis == Gantry;
        crane.Overrides.Forced[axis] = share;
    }

    private static ScenarioInfo Moment(
        string name, string description, int[] rows, string alert, double length, Func<SimulatedCrane, bool> when,
        Action<SimulatedCrane, double> act) =>
        new(name, description, rows, ScenarioScope.OneCrane,
            setting => new MomentScenario(setting, ScenarioLabel.Command(alert))
            {
                When = when,
                Act = act,
                Length = length,
            });

    private static ScenarioInfo Override(
        string name, string description, int[] rows, string alert, double length,
        Action<SimulatedCrane, double> apply) =>
        new(name, description, rows, ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Command(alert)) { Apply = apply, Length = length });
}
