using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>Learns how the cranes move.</summary>
internal sealed class MotionLearner(int capacity, IReadOnlyList<CraneSheet> sheets, SymbolTable symbols)
{
    private readonly CraneStates _cranes = new(capacity, symbols, sheets);
    private readonly MotionReference _reference = new(capacity);
    private readonly Dictionary<int, CraneMotion> _motions = [];

    /// <summary>Takes a row.</summary>
    public void OnRow(in OtRecord record, ReadOnlySpan<SignalValue> values)
    {
        if (_cranes.Update(record, values) is not { } crane) return;
        if (!_motions.TryGetValue(record.Crane, out var motion)) _motions.Add(record.Crane, motion = new(symbols));
        motion.Update(crane);
        double alarm = crane[SignalCatalog.AlarmCode];
        bool alarms = !double.IsNaN(alarm) && symbols.Name((int)alarm) is not ("" or "none" or "0" or "ok");
        _reference.Learn(crane.Name, motion, alarms);
    }

    /// <summary>The period has ended; writes what was learned.</summary>
    public void Save(StateWriter writer)
    {
        _reference.Fit();
        _reference.Save(writer);
    }

    /// <summary>How far each crane is learned, after <see cref="Save"/>.</summary>
    public IEnumerable<string> Readiness()
    {
        foreach (var (name, crane) in _reference.Cranes)
        {
            foreach (var axis in Enum.GetValues<Axis>())
            {
                var plateau = crane[CraneReference.SlotOf(MotionFeature.Plateau, axis)];
                var ramp = crane[CraneReference.SlotOf(MotionFeature.RampUp, axis)];
                if (plateau is null && axis == Axis.Boom) continue;
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{name} {AxisName(axis)}: {Text("top speed", plateau)}, {Text("ramp", ramp)}");
            }
        }
    }

    /// <summary>Cranes that are slower than their papers say: nothing is normal because it was so while learning.</summary>
    public IEnumerable<(string Subject, string Text)> Findings()
    {
        const double Share = 0.05;
        foreach (var sheet in sheets.OrderBy(sheet => sheet.Id, StringComparer.Ordinal))
        {
            if (_reference.Find(sheet.Id) is not { } crane) continue;
            var plate = new Nameplate(sheet);
            foreach (var axis in Enum.GetValues<Axis>())
            {
                if (crane[CraneReference.SlotOf(MotionFeature.Plateau, axis)] is not { } plateau) continue;
                double learned = plateau.EmptySpeed, rated = plate.Speed(axis, 0);
                string unit = axis == Axis.Boom ? "deg/s" : "m/s";
                if (!(learned < (1 - Share) * rated)) continue;
                yield return ($"{sheet.Id} {AxisName(axis)}", string.Create(CultureInfo.InvariantCulture,
                    $"goes {learned:0.00} {unit} at full stick without load, {100 * learned / rated:0} % of the {rated:0.00} {unit} of its papers"));
            }
        }
    }

    private static string AxisName(Axis axis) => Enum.GetName(axis)!.ToLowerInvariant();

    private static string Text(string what, FeatureReference? feature) => feature is null
        ? $"{what} not learned, {ReferenceCell.FewestAtAll} moves are needed"
        : string.Create(CultureInfo.InvariantCulture, $"{what} learned from {feature.Count} moves");
}
