using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Operators;

namespace CraneAnomaly.Simulator.Scenarios.Benign;

/// <summary>Work on the crane under a permit.</summary>
internal static class Maintenance
{
    private const double Settle = 240;

    public static IEnumerable<ScenarioInfo> All =>
    [
        Of("rope-change", "new hoist ropes under a permit: two hours in maintenance, slow runs of the hoist", "hoist",
            "read;mode", 7200,
            static (crane, since) => Run(crane, since, 60, 0.15)),
        Of("spreader-swap", "another spreader under a permit", "spreader", "read;mode", 1500, static (crane, since) =>
            Run(crane, since, 200, 0.08)),
        Of("vendor-visit", "the vendor reads out the crane under a permit while it stands", "crane monitoring",
            "read;session;mode", 3600,
            static (_, _) => { }),
        new("brake-test", "the brakes are tested under a permit: torque against closed brakes, nothing moves", [],
            ScenarioScope.OneCrane,
            static setting => new ReportScenario(setting, null)
            {
                Length = 900,
                Apply = static (crane, _) => Hold(crane),
                Change = static (crane, sample, since, _) =>
                {
                    if (since < Settle || since % 60 > 5 || !crane.Hoist.IsAtRest) return;
                    sample.Numbers[SignalPlaces.Axis(0,
                        Records.Signals.AxisSignal.Torque)] = Math.Round(1100 + (40 * Math.Sin(since * 7))) / 1000;
                },
                Permit = Paper("hoist brakes", "read;mode;force"),
            }),
        new("load-test", "a test weight of 105 % is lifted under a permit with the bypass on", [],
            ScenarioScope.OneCrane,
            static setting => new MomentScenario(setting, null)
            {
                When = static crane => crane.Operator.Phase == CyclePhase.Lock && crane.Spreader.WantLocked
                    && crane.Carried == 0,
                Act = static (crane, since) =>
                {
                    if (since == 0) crane.Operator.Job.Weight = 1.05 * crane.Plate.RatedLoad;
                    crane.Overrides.Mode = "maintenance";
                    crane.Overrides.Bypass = true;
                },
                Length = 90,
                Permit = Paper("hoist", "read;mode;bypass"),
            }),
        new("firmware-campaign", "all cranes get new firmware and parameters under permits", [],
            ScenarioScope.AllCranes,
            static setting => new OverrideScenario(setting, null)
            {
                During = static (crane, since) =>
                {
                    Hold(crane);
                    crane.Overrides.PlcStopped = since is > 500 and < 800;
                },
                Length = 1800,
                Permit = Paper("controller", "read;write;download;mode;parameter;session"),
                Leave = static crane =>
                {
                    crane.Overrides.Firmware = crane.Plate.Firmware + ".1";
                    crane.Overrides.ParameterChecksum = "5afe" + crane.Plate.ParameterChecksum[..4];
                },
            }),
        new("plc-battery",
            "the controller's battery is changed under a permit: it stops, and its clock is off for minutes", [],
            ScenarioScope.OneCrane, static setting => new OverrideScenario(setting, null)
            {
                During = static (crane, since) =>
                {
                    Hold(crane);
                    crane.Overrides.PlcStopped = since is > 300 and < 420;
                    crane.Overrides.ClockStepNs = since is > 420 and < 600 ? -90_000_000_000 : 0;
                },
                Length = 900,
                Leave = static crane => crane.Overrides.ClockStepNs = 0,
                Permit = Paper("controller", "read;mode;write"),
            }),
    ];

    public static ScenarioPermit Paper(string system, string actions) =>
        new("maintenance", system, "10.20.7.20", actions);

    /// <summary>The operator finishes the lift and leaves; the crew has the crane in maintenance mode.</summary>
    private static void Hold(SimulatedCrane crane)
    {
        crane.Overrides.HoldWork = true;
        crane.Overrides.Mode = "maintenance";
        if (crane.Operator.Phase != CyclePhase.Idle) return;
        crane.Overrides.Station = "pendant";
        crane.Overrides.RadioId = crane.Crew.RadioId;
    }

    private static ScenarioInfo Of(
        string name, string description, string system, string actions, double length,
        Action<SimulatedCrane, double> during) =>
        new(name, description, [], ScenarioScope.OneCrane, setting => new OverrideScenario(setting, null)
        {
            During = (crane, since) =>
            {
                Hold(crane);
                during(crane, since);
            },
            Leave = static crane => crane.Hoist.Demand = 0,
            Length = length,
            Permit = Paper(system, actions),
        });

    // The crew's pendant: its demand stands where the operator's would.
    private static void Run(SimulatedCrane crane, double since, double every, double share)
    {
        if (since < Settle || crane.Operator.Phase != CyclePhase.Idle) return;
        double at = since % every;
        crane.Hoist.Demand = at < 8 ? share : at is > 20 and < 28 ? -share : 0;
    }
}
