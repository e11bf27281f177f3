using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>Puts a broken interlock into words.</summary>
internal sealed class InvariantWording(SymbolTable symbols)
{
    /// <summary>The finding for a breach.</summary>
    public Finding Of(
        in FindingSketch sketch, Condition condition, CraneState crane, in Breach breach, long lastedNs, RecordCopy evidence)
    {
        string signal = SignalCatalog.Name(breach.Signal, symbols), context = SignalCatalog.Name(breach.Context, symbols);
        var (before, after) = Change(condition, crane);
        bool isNumber = !double.IsNaN(breach.Observed), hasLimit = !double.IsNaN(breach.Limit);
        return new()
        {
            Sketch = sketch,
            Title = Title(condition, crane, breach, lastedNs),
            Asset = crane.Name,
            Crane = crane.Name,
            Evidence = evidence,
            IsRule = true,
            Signal = signal,
            Before = before,
            After = after,
            Observed = isNumber ? breach.Observed : null,
            Expected = hasLimit ? new(null, breach.Limit, "interlock") : null,
            Unit = SignalCatalog.Unit(breach.Signal),
            Explanations =
            [
                new(signal, isNumber ? Text(breach.Observed) : after ?? "", hasLimit ? $"at most {Text(breach.Limit)}" : "no change", 0.7),
                new(context, Text(breach.ContextValue), "another value, or no motion", 0.3),
            ],
            RuledOut = [new("a sensor that fails", "possible", "the crane's own signals are all that shows it")],
        };
    }

    private static string Text(double value) =>
        double.IsNaN(value) ? "not told" : value.ToString("0.0#", CultureInfo.InvariantCulture);

    private string Title(Condition condition, CraneState crane, in Breach breach, long lastedNs)
    {
        string name = crane.Name, signal = SignalCatalog.Name(breach.Signal, symbols), axis = signal.Split('.')[0];
        string lasted = string.Create(CultureInfo.InvariantCulture, $"{lastedNs / 1e9:0} s");
        string unit = SignalCatalog.Unit(breach.Signal), value = $"{Text(breach.Observed)} {unit}".TrimEnd();
        string limit = $"{Text(breach.Limit)} {unit}".TrimEnd(), context = Text(breach.ContextValue);
        string moved = $"{name} {axis} has moved for {lasted}";
        var (before, after) = Change(condition, crane);
        return condition switch
        {
            Condition.HoistsHalfLocked =>
                $"{name} has hoisted for {lasted} with its twistlocks neither locked nor unlocked ({value})",
            Condition.UnlockedAloft => $"{name} opened its twistlocks with {context} t hanging and not landed",
            Condition.TurnedUnlanded =>
                $"{name} {(breach.Signal == SignalCatalog.Locked ? "locked" : "unlocked")} its twistlocks with the spreader on nothing",
            Condition.MovesAgainstBrake => $"{moved} against a closed brake ({value})",
            Condition.HoistUnheld =>
                $"{name} has had its hoist brake open for {lasted} with no torque on the drive ({context})",
            Condition.TrolleyOnRaisedBoom => $"{name} has its boom at {value} with the trolley on it, at {context} m",
            Condition.BoomMovesTrolleyOut => $"{moved} with the trolley not parked, at {context} m",
            Condition.TravelsAtSuperstructure =>
                $"{name} has travelled for {lasted} at a ship's superstructure with its boom down, at {context} degrees",
            Condition.TravelsPinned => $"{name} has travelled for {lasted} with the storm pin in ({value})",
            Condition.TravelsClamped => $"{name} has travelled for {lasted} with the rail clamps closed ({value})",
            Condition.MovesWithControlOff => $"{moved} with the control off ({value})",
            Condition.MovesInEmergencyStop => $"{moved} while the emergency stop is active ({value})",
            Condition.MovesWithGateOpen => $"{moved} with the access gate open ({value})",
            Condition.MovesWithoutWatchdog => $"{moved} without the watchdog of the operator's station ({value})",
            Condition.FastNearEnd =>
                $"{name} {axis} runs at {value} near the end of its travel, where {limit} is the most, at {context}",
            Condition.PastEnd when breach.Signal.Index % SignalCatalog.PerAxis == (int)AxisSignal.Position =>
                $"{name} {axis} stands at {value}, past the end of its travel at {limit}",
            Condition.PastEnd => $"{name} {axis} moves on at {value} into its limit switch",
            Condition.Overspeed => $"{name} {axis} runs at {value}, and has to trip at {limit}",
            Condition.HoistsOverload => string.Create(CultureInfo.InvariantCulture,
                $"{name} hoists {breach.Observed:0.0} t, {breach.Observed / crane.Limits.RatedLoad:0 %} of its rated {crane.Limits.RatedLoad:0} t"),
            Condition.CornersDisagree => $"{name} weighs {value} by its load cell and {context} t by its four corners",
            Condition.Eccentric => string.Create(CultureInfo.InvariantCulture,
                $"{name} carries {breach.ContextValue:0.0} t with its two sides {breach.Observed:0 %} of the load apart, {breach.Limit:0 %} is the most"),
            Condition.HandedOverAloft => $"{name} was taken over by {after} from {before} with {context} t hanging",
            Condition.StationsContend => $"{name} was taken by {after} and {before} from each other within seconds",
            Condition.ModeChangedAloft => $"{name} changed its mode from {before} to {after} with {context} t hanging",
            Condition.WorksInGale => string.Create(CultureInfo.InvariantCulture,
                $"{name} still moves {breach.ContextValue:0.0} t after {lastedNs / 60e9:0} min of wind above {breach.Limit:0} m/s (mean {breach.Observed:0.0} m/s)"),
            Condition.WindStopInCalm =>
                $"{name} is stopped for wind ({signal} {value}), while its other anemometer reads {context} m/s and the cranes beside it feel as little",
            Condition.BypassOn => $"{name} has had its bypass on for {lasted}",
            _ => $"{name} moves {context} t with its bypass on",
        };
    }

    // The texts of a change: symbols are not for people.
    private (string? Before, string? After) Change(Condition condition, CraneState crane)
    {
        var control = crane.Control;
        return condition switch
        {
            Condition.HandedOverAloft or Condition.StationsContend =>
                (symbols.Name(control.StationBefore), symbols.Name(control.Station)),
            Condition.ModeChangedAloft => (symbols.Name(control.ModeBefore), symbols.Name(control.ModeSymbol)),
            Condition.BypassOn when control.Mode == CraneMode.Bypass => (null, symbols.Name(control.ModeSymbol)),
            _ => (null, null),
        };
    }
}
