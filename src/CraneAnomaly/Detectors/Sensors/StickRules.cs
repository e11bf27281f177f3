using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Features.Sensors.Sticks;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>An axis that moves although nobody asks for it, or against its stick, or with something added to it.</summary>
internal sealed class StickRules(SensorFindings findings)
{
    /// <summary>Moves by the stick from which on a stick is known to be what moves the crane.</summary>
    private const int Enough = 6;

    private const double Pushed = 0.02;

    /// <summary>Share of full stick from which on what is added to it counts.</summary>
    private const double LeastBias = 0.04;

    /// <summary>What is added to both directions is about the same.</summary>
    private const double MostUnlike = 2;

    /// <summary>How much earlier than usual a stick has to end, and how many lifts at least have to come to just there.</summary>
    private const double LeastCut = 0.015;

    private const int FewestAtEnd = 6;
    private const long KeepEveryNs = 60_000_000_000, KeepAtMostNs = 90 * KeepEveryNs;

    private static readonly string[] s_clamp = ["throttling.hoist.clamp", "throttling.trolley.clamp", "throttling.gantry.clamp"];
    private static readonly string[] s_bias = ["throttling.hoist.bias", "throttling.trolley.bias", "throttling.gantry.bias"];

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        for (int axis = 0; axis < SensorPlaces.Axes; axis++)
        {
            if (crane.Sensors.Sticks[axis].IsUnasked) Tell(crane, axis, record, body);
            if (crane.Sensors.Laws[axis].IsNew) JudgeLaw(crane, axis, record, body);
            if (crane.Sensors.Ends[axis] is { IsNew: true, IsFull: true }) JudgeEnd(crane, axis, record, body);
            if (record.TimestampNs >= crane.Sensors.Ends[axis].KeepNs) KeepEnd(crane, axis, record, body);
        }
    }

    // Nobody pushes a stick all the time, and nothing becomes better while it rests.
    private void KeepEnd(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var end = crane.Sensors.Ends[axis];
        end.KeepNs = record.TimestampNs < end.KeepUntilNs ? record.TimestampNs + KeepEveryNs : long.MaxValue;
        findings.Keep(s_clamp[axis], SensorPlaces.Of(axis, AxisSignal.Demand), record, body);
    }

    // What comes to the controller is the stick as it is told: cut before that, its reference still follows it. But people
    // who never come to the end stop in many places, and not at one.
    private void JudgeEnd(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        ref readonly var usual = ref sensors.UsualEnd(axis);
        double end = sensors.Ends[axis].Furthest;
        int at = sensors.Ends[axis].AtFurthest;
        if (!usual.IsReady || end > usual.End - LeastCut) sensors.Ends[axis].KeepNs = long.MaxValue;
        if (!usual.IsReady || end > usual.End - LeastCut || at < Math.Max(FewestAtEnd, 0.6 * usual.Share * StickEnd.Kept)) return;
        (sensors.Ends[axis].KeepNs, sensors.Ends[axis].KeepUntilNs) = (record.TimestampNs + KeepEveryNs, record.TimestampNs + KeepAtMostNs);
        int place = SensorPlaces.Of(axis, AxisSignal.Demand);
        bool maintained = record.TimestampNs - crane.MaintenanceNs < ChangeRules.MaintenanceNs;
        if (!findings.Begin(crane, s_clamp[axis], place, maintained ? 35 : 50, record, body, out var sketch)) return;
        string of = Enum.GetName((Axis)axis)!.ToLowerInvariant();
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture,
                $"{sensors.Name} {of} stick comes to {100 * end:0.#} % of its way and no further in {StickEnd.Kept} lifts, {at} of which come to just there; it usually comes to {100 * usual.End:0.#} % in {100 * usual.Share:0} of 100")
            + SensorFindings.Parameters(crane),
            end, new(usual.End - LeastCut, null, "end of the stick, learned"), record, body,
            [
                new("lifts that end at one place", $"{at} of {StickEnd.Kept}", "in many places, or at the end", 0.6),
                new("furthest push", string.Create(CultureInfo.InvariantCulture, $"{100 * end:0.#} %"),
                    string.Create(CultureInfo.InvariantCulture, $"{100 * usual.End:0.#} %"), 0.4),
            ],
            [
                new("a careful operator", "excluded", "who does not push to the end stops in many places before it"),
                new("a worn or misadjusted stick", "possible", "push it to its stop and read its value"),
                new("a low-speed mode of the stick", "possible", "the crane does not tell one"),
            ]);
    }

    // The same is added to the stick in both directions: one is slower for it, and the other faster or at its most.
    private void JudgeLaw(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        double plus = sensors.Laws[axis].Plus, minus = sensors.Laws[axis].Minus, bias = (plus + minus) / 2;
        sensors.Laws[axis].Took();
        double less = Math.Min(Math.Abs(plus), Math.Abs(minus)), more = Math.Max(Math.Abs(plus), Math.Abs(minus));
        if (plus * minus <= 0 || less < LeastBias || more > MostUnlike * less) return;
        int place = SensorPlaces.Of(axis, AxisSignal.Reference);
        bool maintained = record.TimestampNs - crane.MaintenanceNs < ChangeRules.MaintenanceNs;
        if (!findings.Begin(crane, s_bias[axis], place, maintained ? 35 : 60, record, body, out var sketch)) return;
        double full = (sensors.Learned is { } known && known.Laws[axis].IsReady ? known : sensors.Own).Laws[axis].FullSpeed;
        string of = Enum.GetName((Axis)axis)!.ToLowerInvariant(), way = bias > 0 ? "plus" : "minus";
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture,
                $"{sensors.Name} {of} is set {Math.Abs(bias) * full:0.00} m/s too far towards {way}, whichever way its stick is held ({100 * bias:+0;-0} % of full stick)")
            + SensorFindings.Parameters(crane),
            bias * full, new(-LeastBias * full, LeastBias * full, "set speed of full stick, learned"), record, body,
            [
                new("added towards plus", string.Create(CultureInfo.InvariantCulture, $"{100 * plus:0} % of full stick"), "0 %", 0.5),
                new("added towards minus", string.Create(CultureInfo.InvariantCulture, $"{100 * minus:0} % of full stick"), "0 %", 0.5),
            ],
            [
                new("a throttle or a derating", "excluded", "it would take away from both directions"),
                new("ramps and reversals", "excluded", "only a stick and a set speed that stand still are compared"),
                new("a stick out of its middle", "possible", "a worn stick tells a demand that its controller corrects"),
            ]);
    }

    private void Tell(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        var stick = sensors.Sticks[axis];
        string mode = TextOf(sensors, SensorPlaces.Mode);

        // An automatic moves without sticks.
        if (!Follows(sensors, axis) || mode.Contains("auto", StringComparison.OrdinalIgnoreCase)) return;
        int place = SensorPlaces.Of(axis, AxisSignal.Speed);
        if (crane.IsBlamed(place)) return;
        bool against = Math.Abs(stick.Demand) > Pushed;
        bool maintained = record.TimestampNs - crane.MaintenanceNs < ChangeRules.MaintenanceNs;
        if (!findings.Begin(crane, "command.no-demand", place, maintained ? 38 : axis == 0 ? 75 : 70, record, body, out var sketch)) return;
        string demand = string.Create(CultureInfo.InvariantCulture, $"{100 * stick.Demand:0} %");
        string speed = SensorFindings.Text(stick.Speed), of = Enum.GetName((Axis)axis)!.ToLowerInvariant();
        string title = $"{sensors.Name} {of} moves at {speed} m/s {(against ? $"against its stick, which asks for {demand}" : "with its stick at rest")}, "
            + $"for {SensorFindings.Seconds(record.TimestampNs - stick.SinceNs)} now";
        findings.Tell(
            sketch, crane, place, title + SensorFindings.Parameters(crane), stick.Speed,
            new(0, 0, "slower and slower from the moment at which the stick lets go"), record, body,
            [
                new("speed", $"{speed} m/s", "none, or falling", 0.6), new("stick", demand, "in the direction of the motion", 0.3),
                new("station", TextOf(sensors, SensorPlaces.Station), "the one that has the stick", 0.1),
            ],
            [
                new("the ramp of a stop or a reversal", "excluded", "the speed rises again although nothing asks for it"),
                new("another station that is not told", "possible", $"the station in control is told to be {TextOf(sensors, SensorPlaces.Station)}"),
                new("automatic", "excluded", $"the mode is {mode}"),
                new("a stick sensor that fails", "possible", "the stick is told to be at rest; the operator knows whether it is"),
                new("wind", axis == 2 ? "possible" : "excluded", axis == 2 ? "a gale pushes a crane whose brakes are open" : "it does not drive a hoist or a trolley"),
            ],
            onsetNs: stick.SinceNs);
    }

    // What is asked by another channel than the one that is told is not known to be unasked.
    private static bool Follows(CraneSensors sensors, int axis)
    {
        var normal = sensors.Learned is { } learned && Sum(learned) >= Enough ? learned : sensors.Own;
        var own = normal.Sticks[axis];
        return Sum(normal) >= Enough && own.Without <= Math.Max(1, own.With / 4);
    }

    private static int Sum(SensorNormal normal)
    {
        int sum = 0;
        foreach (ref readonly var stick in normal.Sticks.AsSpan()) sum += Math.Min(stick.With, 1000) - Math.Min(stick.Without, 1000);
        return sum;
    }

    private string TextOf(CraneSensors sensors, int place) =>
        sensors.Text(place) == SymbolTable.None ? "not told" : findings.Symbols.Name(sensors.Text(place));
}
