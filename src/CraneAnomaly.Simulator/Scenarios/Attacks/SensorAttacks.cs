using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Scenarios.Attacks;

/// <summary>A sensor is frozen, replayed, spoofed or switched off: rows 15 to 19 of the threat table.</summary>
internal static class SensorAttacks
{
    private const double OffLength = 900;

    private static readonly int[] Loads =
    [
        SignalPlaces.Load, SignalPlaces.Corner1, SignalPlaces.Corner1 + 1, SignalPlaces.Corner1 + 2,
            SignalPlaces.Corner1 + 3,
    ];

    private static readonly int[] Motion =
    [
        .. Enumerable.Range(0, 2 * SignalCatalog.PerAxis), SignalPlaces.Sway, SignalPlaces.Locked,
            SignalPlaces.Unlocked,
        SignalPlaces.Landed, .. Loads,
    ];

    public static IEnumerable<ScenarioInfo> All =>
    [
        Freeze("freeze-trolley-position", "the trolley's position stands still while it moves",
            [SignalPlaces.TrolleyPosition]),
        Freeze("freeze-hoist-position", "the hoist's position stands still while it moves",
            [SignalPlaces.HoistPosition]),
        Freeze("freeze-load", "the load pins repeat their last values", Loads),
        Freeze("freeze-wind", "the first anemometer repeats its last value", [SignalPlaces.Wind]),
        new("replay-load", "minutes of old load values are played again and again", [17], ScenarioScope.OneCrane,
            static setting => new ReplayScenario(setting, ScenarioLabel.Sensor("replayed"), Loads)),
        new("replay-motion", "minutes of old work are played again: hoist, trolley, sway, spreader and load", [17],
            ScenarioScope.OneCrane, static setting => new ReplayScenario(setting, ScenarioLabel.Sensor("replayed"),
                Motion)),
        new("spoof-wind-high", "one anemometer is told a gale: the crane stops in a light breeze", [19, 18],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Sensor("spoofed"))
            {
                Apply = static (crane, _) => crane.Overrides.WindOffset[0] = 17,
                Length = OffLength,
            }),
        new("spoof-wind-low", "both anemometers are told a breeze in a strong wind: the crane works on", [19, 16],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Sensor("spoofed"))
            {
                Apply = static (crane, _) =>
                {
                    crane.Overrides.WindOffset[0] = -13;
                    crane.Overrides.WindOffset[1] = -13;
                },
                Wind = static _ => 13,
                Length = 3600,
            }),
        new("spoof-load", "the load pins report less than hangs there", [16, 12], ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Sensor("spoofed"))
            {
                Apply = static (crane, s) => crane.Overrides.LoadScale = 1 - (2 * s),
            }),
        Off("anemometer-off", "the first anemometer is switched off: the crane stops", [SignalPlaces.Wind]),
        Off("limit-switch-off", "the trolley's limit switch is switched off: the crane stops",
            [SignalPlaces.TrolleyLimitPlus]),
        Off("load-cell-off", "the load pins are switched off: the crane stops", Loads),
        Off("encoder-off", "the trolley's encoder is switched off: the crane stops", [SignalPlaces.TrolleyPosition]),
        Off("estop-channel-open", "one channel of the emergency stop is opened: the crane stops",
            [SignalPlaces.EmergencyStop]),
        new("protection-off", "the overload cut-out is disabled: its enable bit says so, and it raises no alarm", [15],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Sensor("switched-off"))
            {
                Apply = static (crane, _) => crane.Overrides.ForceLimiterOff = true,
                Length = 3600,
            }),
        new("alarm-suppression", "alarms are suppressed while the wind is above the warning", [15],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Sensor("switched-off"))
            {
                Apply = static (crane, _) => crane.Overrides.AlarmsMuted = true,
                Wind = static since => 10.5 + Math.Sin(since / 300),
                Length = 3600,
            }),
    ];

    private static ScenarioInfo Freeze(string name, string description, int[] places) =>
        new(name, description, [16], ScenarioScope.OneCrane, setting =>
        {
            double[] held = new double[places.Length];
            Array.Fill(held, double.NaN);
            return new ReportScenario(setting, ScenarioLabel.Sensor("frozen"))
            {
                Length = 1800,
                Change = (_, sample, _, _) =>
                {
                    for (int i = 0; i < places.Length; i++)
                    {
                        ref double value = ref sample.Numbers[places[i]];
                        if (double.IsNaN(value)) continue;
                        if (double.IsNaN(held[i])) held[i] = value;
                        value = held[i];
                    }
                },
            };
        });

    private static ScenarioInfo Off(string name, string description, int[] places) =>
        new(name, description, [18], ScenarioScope.OneCrane,
            setting => new ReportScenario(setting, ScenarioLabel.Sensor("switched-off"))
            {
                Length = OffLength,
                Apply = (crane, _) =>
                {
                    foreach (int place in places) crane.Overrides.Quality[place] = SignalQuality.Bad;
                },
                Change = (_, sample, _, _) =>
                {
                    foreach (int place in places) sample.Numbers[place] = double.NaN;
                },
            });
}
