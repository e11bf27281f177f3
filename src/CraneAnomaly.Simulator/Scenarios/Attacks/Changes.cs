using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios.Attacks;

/// <summary>
/// Parameters, firmware, clock and logging change without a permit, or beyond what it allows: rows 13, 14, 28 to 30
/// and 35 of the threat table.
/// </summary>
internal static class Changes
{
    private const int HoistAndTrolley = 3;
    private const int Motion = 7;
    private const int Trolley = 2;
    private const double RampOfZone = 200;
    private const string ForeignChecksum = "d00df00d";

    private static readonly ScenarioPermit Reading = new("vendor service", "crane monitoring", "10.20.7.44",
        "read;session");

    public static IEnumerable<ScenarioInfo> All =>
    [
        Of("parameter-change", "ramps are made softer in the parameter set: its checksum changes", [13],
            ScenarioLabel.Command("value"),
            static (crane, s) =>
            {
                crane.Overrides.ParameterChecksum = ForeignChecksum;
                CraneOverrides.Set(crane.Overrides.RampScale, HoistAndTrolley, 1 - s);
            }),
        Of("slowdown-moved", "the slow-down zones of the trolley begin 20 m earlier: it creeps where it used to run", [13],
            ScenarioLabel.Throttle("trolley.clamp"),
            static (crane, s) => CraneOverrides.Set(crane.Overrides.ZoneShift, Trolley, RampOfZone * s)),
        new("firmware-change", "the controller comes back from a restart with another firmware", [14],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, new("rogue-device", "device.changed"))
            {
                Apply = static (crane, _) =>
                {
                    crane.Overrides.PlcStopped = true;
                    crane.Overrides.Firmware = "HM-4.9.0-x";
                },
                Length = 90,
                Leave = static crane => crane.Overrides.Firmware = "HM-4.9.0-x",
            }),
        new("clock-back", "somebody sets the crane's clock back by ten minutes", [29], ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, new("blind-spot", "clock.suspect"))
            {
                Apply = static (crane, _) => crane.Overrides.ClockStepNs = -600_000_000_000,
            }),
        new("clock-drift", "somebody bends the crane's clock by a second a minute", [29], ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, new("blind-spot", "clock.suspect"))
            {
                During = static (crane, since) => crane.Overrides.ClockStepNs = (long)(since / 60 * 1e9),
            }),
        Of("logging-off", "the crane's telemetry is switched off for fifteen minutes", [35],
            new("blind-spot", "blind-spot.silent"),
            static (crane, _) => crane.Overrides.Silent = true, 900),
        Of("watchdog-frozen", "the watchdog stops, and the crane with it", [28], ScenarioLabel.Sensor("switched-off"),
            static (crane, _) => crane.Overrides.WatchdogDead = true, 600),
        WithPermit("maintenance-abuse",
            "under a permit to read, speed limits are written and the mode stays in maintenance during work",
            NoPermit, Reading, Limited),
        WithPermit("maintenance-other-crane", "the permit is for the crane beside the one that is changed",
            NoPermit, Reading with { Actions = "read;write;parameter;session",
                IsForAnother = true }, Limited),
        WithPermit("maintenance-residue", "the permit is over, but mode and bypass stay on while the crane works",
            ScenarioLabel.Interlock(13), new("vendor service", "hoist", "10.20.7.44",
                "read;mode;bypass;session") { EndsAfter = 60 },
            static (crane, _) =>
            {
                crane.Overrides.Mode = "maintenance";
                crane.Overrides.Bypass = true;
            }),
    ];

    private static ScenarioLabel NoPermit => new("remote-session", "session.no-permit");

    private static void Limited(SimulatedCrane crane, double strength)
    {
        crane.Overrides.Mode = "maintenance";
        crane.Overrides.ParameterChecksum = ForeignChecksum;
        CraneOverrides.Set(crane.Overrides.Derating, Motion, 1 - strength);
    }

    private static ScenarioInfo Of(
        string name, string description, int[] rows, ScenarioLabel label, Action<SimulatedCrane, double> apply,
        double length = double.PositiveInfinity) =>
        new(name, description, rows, ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, label) { Apply = apply, Length = length });

    private static ScenarioInfo WithPermit(
        string name, string description, ScenarioLabel label, ScenarioPermit permit,
        Action<SimulatedCrane, double> apply) =>
        new(name, description, [30], ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, label) { Apply = apply, Permit = permit });
}
