using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Simulator.Scenarios.Benign;

/// <summary>Work that is unlike most days and nothing more: people, cargo, weather, power.</summary>
internal static class Work
{
    private const int Motion = 7;

    public static IEnumerable<ScenarioInfo> All =>
    [
        One("new-operator", "somebody learns: everything by hand takes a third longer", static (crane, _) =>
        {
            crane.Overrides.Pace = 1.35;
            crane.Overrides.OperatorId = "OP-190";
        }),
        Cargo("hatch-covers", "a third of the lifts are hatch covers", CargoMix.Usual with { HatchCovers = 0.35 }),
        Cargo("twin-lift", "all bays are 20 ft and all lifts are twins",
            CargoMix.Usual with { Twins = 1, ShortBays = 1 }),
        Cargo("reefer-bay", "all boxes of 40 ft are reefers",
            CargoMix.Usual with { Reefers = 1, ShortBays = 0, Empties = 0.02 }),
        new("wind-gusts", "a windy day with warnings, deratings and now and then a stop", [], ScenarioScope.AllCranes,
            static setting => new OverrideScenario(setting, null)
            {
                Wind = static since => 6 + (4.5 * Math.Sin(since / 900)) + (since % 600 < 20 ? 4 : 0),
            }),
        Everywhere("power-dip",
            "the whole terminal loses power for seconds, then all cranes run at 60 % for ten minutes", 620,
            static (crane, since) =>
            {
                if (since < 20) crane.Overrides.PowerLost = true;
                else CraneOverrides.Set(crane.Overrides.Derating, Motion, 0.6);
            }),
        Everywhere("tide", "the deck rises by some metres within hours", double.PositiveInfinity,
            static (crane, since) => crane.Berth.Tide = Math.Min(2.5, since / 5000)),
        new("tos-replan", "the plan is changed every few minutes: bays begun are left", [], ScenarioScope.OneCrane,
            static setting => new MomentScenario(setting, null)
            {
                When = static crane => crane.Operator.Phase == Operators.CyclePhase.ToPick,
                Act = static (crane, _) => crane.Plan.Drop(),
                Length = 1,
            }),
        One("thermal-derating", "the hoist's drive is hot and gives 80 % for forty minutes; its alarm says so",
            static (crane, _) =>
        {
            crane.Overrides.ForcedAlarm = CraneAlarm.DriveTemperature;
            crane.Overrides.Derating[0] = 0.8;
        }, 2400),
        One("worn-brake", "the hoist's brake opens late; its alarm says so", static (crane, _) =>
        {
            crane.Overrides.ForcedAlarm = CraneAlarm.BrakeWear;
            crane.Overrides.DeadTime[0] = 0.4;
        }),
    ];

    private static ScenarioInfo One(
        string name, string description, Action<SimulatedCrane, double> apply,
            double length = double.PositiveInfinity) =>
        new(name, description, [], ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, null) { Apply = apply, Length = length });

    private static ScenarioInfo Cargo(string name, string description, CargoMix mix) =>
        new(name, description, [], ScenarioScope.OneCrane, setting => new OverrideScenario(setting, null)
        {
            Apply = (crane, _) =>
            {
                crane.Plan.Mix = mix;
                crane.Plan.Drop();
            },
            Leave = static crane => crane.Plan.Mix = CargoMix.Usual,
        });

    private static ScenarioInfo Everywhere(
        string name, string description, double length, Action<SimulatedCrane, double> during) =>
        new(name, description, [], ScenarioScope.AllCranes,
            setting => new OverrideScenario(setting, null) { During = during, Length = length });
}
