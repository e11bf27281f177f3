using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Operators;
using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Simulator.Scenarios.Attacks;

/// <summary>
/// Somebody makes the cranes slower, openly or so that nobody should notice: rows 1 to 5 of the threat table.
/// </summary>
internal static class Throttles
{
    private const int Hoist = 1;
    private const int Trolley = 2;
    private const int Gantry = 4;
    private const int Motion = Hoist | Trolley | Gantry;
    private const double Laden = 20;
    private const double Windy = 12;

    public static IEnumerable<ScenarioInfo> All =>
    [
        Of("throttle-global", "all axes are slower at full stick: the controller asks less of the drives", [1],
            "trolley.plateau-speed", Slower(Motion)),
        Of("throttle-trolley", "the trolley alone is slower at full stick", [1], "trolley.plateau-speed",
            Slower(Trolley)),
        Of("throttle-hoist", "the hoist alone is slower at full stick", [1], "hoist.plateau-speed", Slower(Hoist)),
        Of("throttle-gantry", "the gantry alone is slower at full stick", [1], "gantry.plateau-speed", Slower(Gantry)),
        Of("throttle-drive", "the trolley's drive gives less than its reference", [1, 13], "trolley.tracking",
            static (crane, s) => CraneOverrides.Set(crane.Overrides.DriveScale, Trolley, 1 - s)),
        Of("soft-ramps", "hoist and trolley speed up and slow down more gently, top speeds stay", [2], "trolley.ramp",
            Softer(Hoist | Trolley)),
        Of("soft-ramps-hoist", "the hoist speeds up and slows down more gently", [2], "hoist.ramp", Softer(Hoist)),
        Of("speed-limiter", "somebody enables the speed limiter of OPC 40020-1; the limit in force shows it", [1, 5],
            "trolley.clamp", static (crane, s) => CraneOverrides.Set(crane.Overrides.Derating, Motion, 1 - s)),
        Of("setpoint-clamp", "the controller accepts no more than a part of full stick", [5], "trolley.clamp",
            static (crane, s) => CraneOverrides.Set(crane.Overrides.DemandClamp, Hoist | Trolley, 1 - s)),
        Of("setpoint-bias", "the controller adds a bias to the trolley's demand", [5], "trolley.clamp",
            static (crane, s) => CraneOverrides.Set(crane.Overrides.DemandBias, Trolley, s)),
        Of("inserted-waits", "the controller waits between locked and the first lift", [1, 2], "inserted-wait",
            static (crane, s) => crane.Overrides.LockWait = 130 * s),
        Of("dead-time", "hoist and trolley answer the stick later", [1, 2], "trolley.dead-time",
            static (crane, s) => CraneOverrides.Set(crane.Overrides.DeadTime, Hoist | Trolley, 10 * s)),

        Of("throttle-blend", "hoist and trolley speed up, slow down, answer and go a little worse at once, each no more than tuning does",
            [1, 2], "trolley.profile", Blend),

        If("throttle-laden", "hoist and trolley are slower with more than 20 t on the ropes", [3],
            "hoist.plateau-speed",
            static (crane, _) => crane.LoadCell.Filtered > Laden),
        If("throttle-night", "all axes are slower from 22:00 to 06:00 UTC", [3], "trolley.plateau-speed",
            static (_, port) => ShiftCalendar.IsNight(port.NowNs / 1e9)),
        If("throttle-line", "all axes are slower while a box of one shipping line hangs", [3], "trolley.plateau-speed",
            static (crane, _) => crane.Operator.Phase >= CyclePhase.LiftOff && crane.Operator.HasJob
                && crane.Operator.Job.Line == 0),
        If("throttle-reefers", "all axes are slower while a reefer hangs", [3], "trolley.plateau-speed",
            static (crane, _) => crane.Operator.Phase >= CyclePhase.LiftOff && crane.Operator.HasJob
                && crane.Operator.Job.IsReefer),
        If("throttle-vessel", "all axes are slower as long as one vessel lies there", [3], "trolley.plateau-speed",
            static (crane, _) => crane.Berth.IsOccupied && crane.Berth.Calls % 2 == 1),
        If("throttle-narrow", "the trolley is slower only while the stick stands between 90 and 95 %", [1, 5],
            "trolley.plateau-speed", static (crane, _) => Math.Abs(crane.Trolley.Demand) is >= 0.9 and <= 0.95),
        new("throttle-wind", "all axes are slower while the wind is above 12 m/s, on a windy day", [3],
            ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, ScenarioLabel.Throttle("trolley.plateau-speed"))
            {
                Apply = Slower(Motion),
                When = static (crane, _) => crane.Anemometers.True > Windy,
                Wind = static since => 3 + (2.5 * Math.Sin(since / 700)),
            }),
        new("throttle-fleet", "all axes of all cranes are slower from the same minute", [4], ScenarioScope.AllCranes,
            static setting =>
                new OverrideScenario(setting, ScenarioLabel.Throttle("fleet")) { Apply = Slower(Motion) }),
        new("throttle-drift", "all axes become slower by a tenth of a per cent a day", [1], ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Throttle("trolley.plateau-speed"))
            {
                During = (crane, since) => CraneOverrides.Set(
                    crane.Overrides.ReferenceScale, Motion, 1 - Math.Min(setting.Strength, 0.001 * since / 86400)),
            }),
        new("throttle-creep", "all axes become slower little by little, until at the end the strength is reached", [1],
            ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Throttle("trolley.plateau-speed"))
            {
                During = (crane, since) => CraneOverrides.Set(
                    crane.Overrides.ReferenceScale, Motion,
                    1 - (setting.Strength * Math.Min(1, since / (setting.End - setting.Start)))),
            }),
        new("throttle-stick", "the sticks of hoist and trolley are cut on their way to the controller: full stick never comes", [1, 5],
            ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Throttle("trolley.clamp"))
            {
                During = (crane, _) =>
                {
                    double most = 1 - setting.Strength;
                    foreach (var axis in crane.Axes.AsSpan(0, 2)) axis.Demand = Math.Clamp(axis.Demand, -most, most);
                },
            }),
        Of("throttle-learning", "all axes are slower from the first row, so that learning takes it for normal", [1],
            "trolley.plateau-speed", Slower(Motion)) with { FromTheStart = true },
        new("throttle-spoofed-speed", "the trolley is slower and its reported speed is raised to what it should be",
            [1, 16],
            ScenarioScope.OneCrane, static setting => new ReportScenario(setting, ScenarioLabel.Sensor("impossible"))
            {
                Apply = Slower(Trolley),
                Change = static (_, sample, _, s) =>
                {
                    Divide(sample.Numbers, SignalPlaces.TrolleySpeed, 1 - s);
                    Divide(sample.Numbers, SignalPlaces.Axis((int)Axis.Trolley, AxisSignal.Reference), 1 - s);
                },
            }),
        Lie("consistent-lie", "the trolley is slower; position, speed, reference and laser all report the same lie",
            false),
        Lie("consistent-lie-anchored", "the same, but an independent laser tells where the trolley is", true),
    ];

    private static Action<SimulatedCrane, double> Slower(int axes) =>
        (crane, s) => CraneOverrides.Set(crane.Overrides.ReferenceScale, axes, 1 - s);

    private static Action<SimulatedCrane, double> Softer(int axes) =>
        (crane, s) => CraneOverrides.Set(crane.Overrides.RampScale, axes, 1 - s);

    // At 0.08: ramps by 8 %, 0.3 s until it answers, top speed by 1.5 %.
    private static void Blend(SimulatedCrane crane, double strength)
    {
        Softer(Hoist | Trolley)(crane, strength);
        CraneOverrides.Set(crane.Overrides.DeadTime, Hoist | Trolley, 3.75 * strength);
        CraneOverrides.Set(crane.Overrides.ReferenceScale, Hoist | Trolley, 1 - (0.1875 * strength));
    }

    private static ScenarioInfo Of(
        string name, string description, int[] rows, string alert, Action<SimulatedCrane, double> apply) =>
        new(name, description, rows, ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Throttle(alert)) { Apply = apply });

    private static ScenarioInfo If(
        string name, string description, int[] rows, string alert, Func<SimulatedCrane, SimulatedPort, bool> when)
    {
        var apply = Slower(name == "throttle-narrow" ? Trolley : name == "throttle-laden" ? Hoist | Trolley : Motion);
        return new(name, description, rows, ScenarioScope.OneCrane,
            setting => new OverrideScenario(setting, ScenarioLabel.Throttle(alert)) { Apply = apply, When = when });
    }

    // The lie begins where the trolley stands: nothing jumps, and only what is travelled is told too long.
    private static ScenarioInfo Lie(string name, string description, bool anchored) =>
        new(name, description, [1, 16], ScenarioScope.OneCrane, setting =>
        {
            double told = double.NaN, anchor = double.NaN;
            return new ReportScenario(setting, ScenarioLabel.Sensor("view-mismatch"))
            {
                Apply = static (crane, s) =>
                {
                    CraneOverrides.Set(crane.Overrides.ReferenceScale, Trolley, 1 - s);
                    CraneOverrides.Set(crane.Overrides.RampScale, Trolley, 1 - s);
                },
                Change = (_, sample, _, s) =>
                {
                    Stretch(sample.Numbers, ref told, 1 - s);
                    Divide(sample.Numbers, SignalPlaces.TrolleySpeed, 1 - s);
                    Divide(sample.Numbers, SignalPlaces.Axis((int)Axis.Trolley, AxisSignal.Reference), 1 - s);
                    if (!anchored) Stretch(sample.Anchors, ref anchor, 1 - s);
                },
            };
        });

    private static void Stretch(double[] values, ref double from, double by)
    {
        ref double position = ref values[SignalPlaces.TrolleyPosition];
        if (double.IsNaN(position)) return;
        if (double.IsNaN(from)) from = position;
        position = Math.Round((from + ((position - from) / by)) * 200) / 200;
    }

    private static void Divide(double[] values, int place, double by) =>
        values[place] = Math.Round(values[place] / by * 1000) / 1000;
}
