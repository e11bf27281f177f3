using System.Globalization;
using CraneAnomaly.Features.Sensors;
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

    private static readonly string[] s_bias = ["throttling.hoist.bias", "throttling.trolley.bias", "throttling.gantry.bias"];

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        for (int axis = 0; axis < SensorPlaces.Axes; axis++)
        {
            if (crane.Sensors.Sticks[axis].IsUnasked) Tell(crane, axis, record, body);
            if (crane.Sensors.Laws[axis].IsNew) JudgeLaw(crane, axis, record, body);
        }
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
