using System.Globalization;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.Learning;
using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sensors;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly;

/// <summary>Learns how the cranes move, and how their sensors speak.</summary>
internal sealed class CraneLearner(DetectionOptions options, SymbolTable symbols)
{
    private readonly CraneStates _cranes = new(options.Limits.Cranes, symbols, options.Cranes);
    private readonly MotionReference _reference = new(options.Limits.Cranes);
    private readonly Dictionary<int, CraneMotion> _motions = [];
    private readonly SensorJudge _sensors = new(symbols, new NoFindings());
    private IReadOnlyList<string> _models = [];

    /// <summary>Takes a row.</summary>
    public void OnRow(in OtRecord record, RecordBody body)
    {
        var crane = _cranes.Update(record, body.Signals);
        _motions.TryGetValue(record.Crane, out var motion);
        if (crane is not null && motion is null) _motions.Add(record.Crane, motion = new());
        motion?.Anchors.Take(record.TimestampNs, body.Signals);
        if (crane is null || motion is null) return;
        _sensors.Learn(crane, record, body);
        motion.Update(crane);
        _reference.Learn(crane.Name, motion, IsAlarm(crane[SignalCatalog.AlarmCode]) || IsAlarm(motion.AlarmBefore));
    }

    /// <summary>The period has ended: makes references, has models trained and gives those that are of use.</summary>
    /// <param name="train">Trains a model; null to train none.</param>
    public IReadOnlyList<TrainedModel> Complete(Func<TrainingSet, TrainedModel>? train)
    {
        _reference.Fit();
        List<TrainedModel> models = [];
        if (train is not null)
        {
            var physics = new PhysicsLearner(_reference, options.Seed);
            models = physics.Train(train);
            _reference.Physics = new(name => models.Find(model => model.Name == name)?.Kernel ?? default);
            _reference.Profiles = new(options.Seed);
            var profiles = new ProfileLearner(_reference, options.Seed);
            models.AddRange(profiles.Train(train));
            _models = [.. physics.Lines, .. profiles.Lines];
        }

        MotionCalibration.Run([.. _reference.Cranes.Values], _reference.Physics, options.Seed);
        return models;
    }

    /// <summary>Writes what was learned, after <see cref="Complete"/>.</summary>
    public void Save(StateWriter writer)
    {
        _reference.Save(writer);
        _sensors.Learned().Save(writer);
    }

    /// <summary>How far each crane is learned, after <see cref="Complete"/>.</summary>
    public IEnumerable<string> Readiness()
    {
        var motion = new MotionOptions(options.FalseEpisodesPerCraneWeek);
        foreach (var (name, crane) in _reference.Cranes)
        {
            yield return Text(name, crane, motion);
            foreach (var axis in Enum.GetValues<Axis>())
            {
                var plateau = crane[CraneReference.SlotOf(MotionFeature.Plateau, axis)];
                var ramp = crane[CraneReference.SlotOf(MotionFeature.RampUp, axis)];
                if (plateau is null && axis == Axis.Boom) continue;
                yield return $"{name} {AxisName(axis)}: {Text("top speed", plateau)}, {Text("ramp", ramp)}, {Throttle(crane, axis, motion)}";
            }
        }

        foreach (string line in _models) yield return line;
        foreach (string line in _sensors.Readiness()) yield return line;
    }

    /// <summary>Where what was learned contradicts papers, anchors, neighbours or itself.</summary>
    public IEnumerable<BaselineFinding> Findings() =>
        new LearnedDoubts(_reference, options.Cranes).All().Select(doubt => new BaselineFinding(doubt.Kind, doubt.Subject, doubt.Text));

    private bool IsAlarm(double code) => !double.IsNaN(code) && !SignalCatalog.IsNoAlarm(symbols.Name((int)code));

    private static string AxisName(Axis axis) => Enum.GetName(axis)!.ToLowerInvariant();

    private static string Text(string name, CraneReference crane, MotionOptions motion)
    {
        double threshold = motion.ThresholdFor(crane, (int)Axis.Trolley);
        return crane.Threshold.IsKnown
            ? string.Create(CultureInfo.InvariantCulture,
                $"{name} motion: calibrated with {crane.Clean.Seen:N0} features of clean moves; evidence of {threshold:0.0} is told of the trolley, they come to {crane.Threshold.High + crane.OffsetOf((int)Axis.Trolley):0.0} of it once in {EvidenceThreshold.LongRun:N0}")
            : string.Create(CultureInfo.InvariantCulture,
                $"{name} motion: not calibrated, {crane.Clean.Seen:N0} of 100 features of clean moves; evidence of {threshold:0.0} is told, as the e-detector promises by itself");
    }

    private string Throttle(CraneReference crane, Axis axis, MotionOptions motion)
    {
        int slot = CraneReference.SlotOf(MotionFeature.Plateau, axis);
        double threshold = motion.ThresholdFor(crane, (int)axis);
        double smallest = SmallestThrottle.Of(crane, _reference.Physics, slot, threshold);
        if (double.IsNaN(smallest)) return $"what throttle would be found is not known, {ReferenceCell.FewestAtAll} full-stick moves are needed";
        double moves = SmallestThrottle.InAShift(crane, slot);
        double shift = SmallestThrottle.Of(crane, _reference.Physics, slot, threshold, (int)moves);
        return string.Create(CultureInfo.InvariantCulture,
            $"a throttle of {100 * smallest:0.0#} % or more is found within {SmallestThrottle.Moves} full-stick moves in {SmallestThrottle.Wanted} of 100 tries with its own clean moves, within a shift of 8 h ({moves:0} such moves) {(double.IsNaN(shift) ? "none below 40 %" : string.Create(CultureInfo.InvariantCulture, $"one of {100 * shift:0.0#} %"))}");
    }

    private static string Text(string what, FeatureReference? feature) => feature is null
        ? $"{what} not learned, {ReferenceCell.FewestAtAll} moves are needed"
        : string.Create(CultureInfo.InvariantCulture, $"{what} learned from {feature.Count} moves");
}
