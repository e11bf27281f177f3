using System.Globalization;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>Puts slow moves into words: with numbers, and with what to try on the crane itself.</summary>
internal static class MotionWording
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>One sentence with the numbers.</summary>
    public static string Title(in SlowMove slow)
    {
        var observation = slow.Observation;
        string name = slow.Watch.State.Name, axis = AxisName(observation.Axis), unit = Unit(observation);
        double value = observation.Value, expected = slow.ExpectedValue;
        string since = string.Create(s_culture,
            $"since {EventTime.ToText(slow.Test.OnsetNs).AsSpan(11, 5)} UTC, in {slow.Test.SlowSince} of {slow.Test.Since}");
        string share = string.Create(s_culture, $"{100 * value / expected:0.#} % of expected");
        string numbers = string.Create(s_culture, $"({value:0.00} against {expected:0.00} {unit})");
        string where = Where(observation) + ContextWording.Where(slow), parameters = ContextWording.ParametersBefore(slow);
        return observation.Feature switch
        {
            MotionFeature.Plateau =>
                $"{name} {axis} top speed {share} {numbers}{where}, {since} full-stick moves{Limit(slow)}{Reference(slow)}{parameters}",
            MotionFeature.Clamp =>
                $"{name} {axis} reference of a full stick {share} {numbers}{where}, {since} moves{Limit(slow)}{parameters}",
            MotionFeature.Tracking => string.Create(s_culture,
                $"{name} {axis} drive gives {100 * value:0.0} % of its reference, {100 * expected:0.0} % is usual{where}, {since} moves{parameters}"),
            MotionFeature.RampUp => $"{name} {axis} speeds up with {share} {numbers}{where}, {since} full-stick starts{parameters}",
            MotionFeature.RampDown => $"{name} {axis} slows down with {share} {numbers}{where}, {since} stops{parameters}",
            MotionFeature.DeadTime => string.Create(s_culture,
                $"{name} {axis} answers the stick after {value:0.00} s, {expected:0.00} s is usual, {since} starts{parameters}"),
            MotionFeature.Way or MotionFeature.Power => LieWording.Title(slow, axis, since),
            MotionFeature.Wait => string.Create(s_culture,
                $"{name} lifts {value:0.0} s after its twistlocks are locked, {expected:0.0} s is usual, {since} lifts"),
            _ => string.Create(s_culture,
                $"{name} works {value:0} s on a lift{ContextWording.Where(slow)}, {expected:0} s is usual, waits not counted, {since} lifts"),
        };
    }

    /// <summary>What the expectation rests on.</summary>
    public static string Basis(in SlowMove slow) => slow.Expected.IsNameplate
        ? "nameplate"
        : slow.Watch.Learned?[CraneReference.SlotOf(slow.Observation.Feature, slow.Observation.Axis)] is not null
            ? string.Create(s_culture, $"learned from {slow.Expected.Count} moves{(slow.Expected.IsByTrees ? " and what load, height, wind and way did to them" : "")}")
            : string.Create(s_culture, $"its own first {slow.Expected.Count} moves");

    public static string Unit(in MotionObservation observation) => observation.Feature switch
    {
        MotionFeature.Tracking or MotionFeature.Way => "",
        MotionFeature.Power => "m/s per MW",
        MotionFeature.RampUp or MotionFeature.RampDown => observation.Axis == Axis.Boom ? "deg/s²" : "m/s²",
        MotionFeature.Plateau or MotionFeature.Clamp => observation.Axis == Axis.Boom ? "deg/s" : "m/s",
        _ => "s",
    };

    /// <summary>The measurement, what else shows it, and what a person with a stopwatch would see.</summary>
    public static IReadOnlyList<Explanation> Explanations(in SlowMove slow)
    {
        var observation = slow.Observation;
        string axis = AxisName(observation.Axis);
        var reasons = new List<Explanation>
        {
            new(observation.Feature is MotionFeature.Wait or MotionFeature.Cycle ? slow.Trait.Name : $"{axis}.{slow.Trait.Name}",
                string.Create(s_culture, $"{observation.Value:0.000} {Unit(observation)}").TrimEnd(),
                string.Create(s_culture, $"{slow.ExpectedValue:0.000} {Unit(observation)}, {Basis(slow)}"), 0.7),
        };
        if (observation.Feature == MotionFeature.Plateau && Reference(slow) is { Length: > 0 } reference)
            reasons.Add(new($"{axis}.reference", reference[2..], "follows the stick as learned", 0.2));
        reasons.AddRange(ContextWording.Explanations(slow));
        if (ContextWording.Parameters(slow) is { } parameters) reasons.Add(parameters);
        if (slow.IsLimited)
        {
            reasons.Add(new($"{axis}.speed_limit", string.Create(s_culture, $"{observation.SpeedLimit:0.00}"),
                slow.LimitIsExplained ? "stated and explained; not counted as slowness" : "1.00, and an alarm where it is less", 0.2));
        }

        if (Stopwatch(slow) is { } stopwatch) reasons.Add(stopwatch);
        return reasons;
    }

    /// <summary>What else makes a crane slow.</summary>
    public static IReadOnlyList<RuledOut> RuledOut(in SlowMove slow, string? alarm)
    {
        var observation = slow.Observation;
        if (observation.Feature >= MotionFeature.Way) return LieWording.RuledOut(slow);
        bool speeds = observation.Feature is MotionFeature.Plateau or MotionFeature.Clamp;
        bool limitTold = !double.IsNaN(observation.SpeedLimit);
        string load = string.Create(s_culture, $"{observation.Load:0.0} t was lifted; it is compared with such loads");
        string wind = string.Create(s_culture, $"wind {observation.Wind:0.0} m/s");
        return
        [
            double.IsNaN(observation.Load)
                ? new("load", observation.Axis == Axis.Hoist && speeds ? "not-observable" : "excluded",
                    "the load is not told, or does not matter here")
                : new("load", "excluded", load),
            double.IsNaN(observation.Wind) && !limitTold
                ? new("wind derating", "not-observable", "neither wind nor the speed limit is told")
                : limitTold && !slow.IsLimited
                    ? new("wind derating", "excluded", $"{wind}, and the axis states no speed limit")
                    : new("wind derating", slow.LimitIsExplained ? "excluded" : "possible", wind),
            alarm is not null
                ? new("thermal derating or a fault", "possible", $"the crane tells {alarm}")
                : limitTold && !slow.IsLimited
                    ? new("thermal derating or a fault", "excluded", "the crane tells no alarm and states no speed limit")
                    : new("thermal derating or a fault", "possible", "the crane tells no alarm"),
            new("supply dip over all cranes", "possible", "compare with the other cranes of the quay at that minute"),
            slow.IsMaintenance
                ? new("maintenance", "possible", "the crane is in maintenance or bypass mode")
                : new("maintenance", "excluded", "the crane is not in maintenance mode"),
        ];
    }

    // A test that needs no computer.
    private static Explanation? Stopwatch(in SlowMove slow)
    {
        var observation = slow.Observation;
        double value = observation.Value, expected = slow.ExpectedValue;
        string axis = AxisName(observation.Axis);
        switch (observation.Feature)
        {
            case MotionFeature.Plateau or MotionFeature.Clamp when observation.Axis != Axis.Boom:
                double way = observation.Axis == Axis.Trolley ? 40 : 20;
                double ramp = slow.Watch.Nameplate?.Acceleration(observation.Axis) is > 0 and var rated
                    ? rated
                    : observation.Axis == Axis.Gantry ? 0.12 : 0.6;
                return new("stopwatch",
                    string.Create(s_culture, $"{(way / value) + (value / ramp):0.0} s would confirm it"),
                    string.Create(s_culture,
                        $"{axis} over {way:0} m from standstill to standstill at full stick, load as now: {(way / expected) + (expected / ramp):0.0} s; repeat 3 times"),
                    0.1);
            case MotionFeature.RampUp when observation.Axis != Axis.Boom:
                return new("stopwatch",
                    string.Create(s_culture, $"{observation.RampSpeed / value:0.0} s would confirm it"),
                    string.Create(s_culture,
                        $"{axis} from standstill to {observation.RampSpeed:0.0} m/s at full stick: {observation.RampSpeed / expected:0.0} s; repeat 3 times"),
                    0.1);
            case MotionFeature.DeadTime:
                return new("stopwatch",
                    string.Create(s_culture, $"{value:0.0} s would confirm it"),
                    string.Create(s_culture, $"{axis} from pushing the stick to first motion: {expected:0.0} s; repeat 3 times"),
                    0.1);
            default:
                return null;
        }
    }

    private static string Where(in MotionObservation observation)
    {
        string load = double.IsNaN(observation.Load) ? "" : string.Create(s_culture, $" at {Math.Max(0, observation.Load):0} t");
        if (double.IsNaN(observation.Wind)) return load;
        return load + string.Create(s_culture, $"{(load.Length > 0 ? " and" : " at")} {observation.Wind:0} m/s wind");
    }

    private static string Limit(in SlowMove slow) => slow.IsLimited
        ? string.Create(s_culture, $"; the axis states a speed limit of {100 * slow.Observation.SpeedLimit:0} %{(slow.LimitIsExplained ? "" : " and no alarm")}")
        : "";

    // Whether the controller asks for less, or the drive gives less.
    private static string Reference(in SlowMove slow)
    {
        double drive = Math.Log(slow.Observation.Reference / slow.Observation.Value);
        if (!double.IsFinite(drive)) return "";
        return drive > 0.5 * slow.Slower ? "; drive below its reference" : "; reference clamped";
    }

    private static string AxisName(Axis axis) => axis switch
    {
        Axis.Hoist => "hoist",
        Axis.Trolley => "trolley",
        Axis.Gantry => "gantry",
        _ => "boom",
    };
}
