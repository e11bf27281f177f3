using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Motion;

// What is said of a slow move.
internal sealed partial class MotionJudge
{
    /// <summary>Worth a look in the log, no more.</summary>
    private const int Excused = 35;

    private static readonly string[] s_axes = ["hoist", "trolley", "gantry", "boom"];

    // A name for each feature and axis, so that telling a move that adds nothing new makes no text.
    private static readonly string[] s_names = [.. Enumerable.Range(0, CraneReference.Slots).Select(NameOf)];

    private void Tell(in SlowMove slow, in OtRecord record, RecordBody body)
    {
        var observation = slow.Observation;
        int slot = CraneReference.SlotOf(observation.Feature, observation.Axis);
        var scope = ScopeOf(slot, record.Crane);
        var sketch = new FindingSketch(
            s_names[slot], Detector, scope, SeverityOf(slow), ConfidenceOf(slow), slow.Test.Evidence / Math.Log(10));
        if (!slow.IsNew && _findings.Absorb(sketch, record, body, -1)) return;
        double expected = slow.ExpectedValue;
        double band = slow.Trait.Indifferent + (2 * Math.Max(slow.Expected.Scale, slow.Trait.Floor));
        bool speeds = !slow.Trait.IsSeconds && observation.Feature != MotionFeature.Cycle;
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = MotionWording.Title(slow),
            Asset = slow.Watch.State.Name,
            Crane = slow.Watch.State.Name,
            Evidence = new(record, body),
            OnsetNs = slow.IsNew ? slow.Test.OnsetNs : null,
            Threshold = slow.Watch.ThresholdOf(slot) / Math.Log(10),
            PValue = Math.Min(1, Math.Exp(-slow.Test.Evidence)),
            Signal = SignalOf(observation),
            Observed = Math.Round(observation.Value, 4),
            Expected = speeds
                ? new(Math.Round(expected * Math.Exp(-band), 4), null, MotionWording.Basis(slow))
                : new(null, Math.Round(slow.Trait.IsSeconds ? expected + band : expected * Math.Exp(band), 4),
                    MotionWording.Basis(slow)),
            Unit = MotionWording.Unit(observation),
            LossMovesPerHour = LossOf(slow),
            Explanations = MotionWording.Explanations(slow),
            RuledOut = MotionWording.RuledOut(slow, slow.Alarm == 0 ? null : _symbols.Name(slow.Alarm)),
        });
    }

    // No axis moves all the time, and nothing becomes better while it stands: until its moves are as they should be,
    // slowness goes on, for as long as a shift has a break.
    private void KeepOpen(CraneWatch watch, in OtRecord record, RecordBody body)
    {
        const long Every = 60_000_000_000, Longest = 5400L * 1_000_000_000;
        watch.NextKeepNs = record.TimestampNs + Every;
        for (int slot = 0; slot < CraneReference.Slots; slot++)
        {
            if (watch.IsActive(slot) && record.TimestampNs - watch.LastNs[slot] <= Longest)
                _findings.Keep(s_names[slot], ScopeOf(slot, record.Crane), record, body);
        }

        for (int state = 0; state < MoveStates.Count; state++)
        {
            var test = watch.Whole.Test(state);
            if (test.Told.IsActive && record.TimestampNs - test.LastNs <= Longest)
                _findings.Keep(s_wholeNames[state], ScopeOfWhole(state, record.Crane), record, body);
        }
    }

    // What makes an axis slow at full stick is one cause however it is seen; so are its ramps.
    private static FindingScope ScopeOf(int slot, int crane)
    {
        var feature = CraneReference.FeatureAt(slot) switch
        {
            MotionFeature.Clamp or MotionFeature.Tracking => MotionFeature.Plateau,
            MotionFeature.RampDown => MotionFeature.RampUp,
            var own => own,
        };
        int group = CraneReference.SlotOf(feature, CraneReference.AxisAt(slot));
        return new(ScopeOfMotion << 56 | (uint)group, (uint)crane);
    }

    private static string NameOf(int slot)
    {
        var feature = CraneReference.FeatureAt(slot);
        string name = MotionTrait.Of(feature).Name;
        if (feature >= MotionFeature.Way) return "sensor.view-mismatch";
        return feature >= MotionFeature.Wait ? "throttling." + name : $"throttling.{s_axes[(int)CraneReference.AxisAt(slot)]}.{name}";
    }

    private static string SignalOf(in MotionObservation observation) => observation.Feature switch
    {
        MotionFeature.Clamp => s_axes[(int)observation.Axis] + ".reference",
        MotionFeature.Wait or MotionFeature.Cycle => "spreader.locked",
        MotionFeature.Way => s_axes[(int)observation.Axis] + ".position",
        _ => s_axes[(int)observation.Axis] + ".speed",
    };

    // In steps of five, so that a move that is a little slower than the last is no news. Never what is beyond doubt: a
    // slow crane endangers nobody.
    private static int SeverityOf(in SlowMove slow)
    {
        double slower = slow.Slower;
        double severity = slow.Observation.Feature switch
        {
            MotionFeature.Cycle => 30,
            MotionFeature.Way => 70,

            // The same cause as a slow top speed, and less of an effect: once the speed shows it, that is its name.
            MotionFeature.Clamp => 40 + (200 * slower),
            MotionFeature.Power => 60,
            MotionFeature.Wait => 45 + (4 * slower),
            MotionFeature.DeadTime => 45 + (15 * slower),
            MotionFeature.RampUp or MotionFeature.RampDown => 45 + (60 * slower),
            _ => 45 + (200 * slower),
        };
        int most = slow.IsExcused ? Excused : 75;
        return Math.Min(most, (int)severity / 5 * 5);
    }

    private static int ConfidenceOf(in SlowMove slow)
    {
        int confidence = slow.Test.SlowSince >= 3 ? 90 : 80;
        if (slow.Expected.IsNameplate) confidence -= 15;
        else if (slow.Expected.Count < 40) confidence -= 5;
        return slow.IsExcused ? confidence - 30 : confidence;
    }

    /// <summary>
    /// Lifts an hour that it costs: seconds lost with each move, times its moves a lift, of the usual time of a lift.
    /// </summary>
    private static double LossOf(in SlowMove slow)
    {
        var watch = slow.Watch;
        int axis = (int)slow.Observation.Axis;
        double value = slow.Observation.Value, expected = slow.ExpectedValue, moves = watch.MovesPerLift[axis];
        double speed = watch.Learned?[CraneReference.SlotOf(MotionFeature.Plateau, slow.Observation.Axis)] is { } learned
            && learned.TryExpect(slow.Observation with { Feature = MotionFeature.Plateau, DemandBin = 0 }, out var top)
            ? Math.Exp(-top.Location)
            : double.NaN;
        double seconds = slow.Observation.Feature switch
        {
            MotionFeature.Plateau or MotionFeature.Clamp => watch.UsualWay[axis] * ((1 / value) - (1 / expected)) * moves,
            MotionFeature.Tracking when speed > 0 => watch.UsualWay[axis] / speed * ((1 / value) - (1 / expected)) * moves,
            MotionFeature.RampUp or MotionFeature.RampDown =>
                0.5 * slow.Observation.RampSpeed * ((1 / value) - (1 / expected)) * moves,
            MotionFeature.DeadTime => slow.Slower * moves,
            MotionFeature.Wait => slow.Slower,
            MotionFeature.Cycle => value - expected,
            _ => 0,
        };
        double cycle = Math.Max(30, watch.CycleSeconds);
        return Math.Round(Math.Max(0, 3600 / cycle * Math.Clamp(seconds / cycle, 0, 1)), 2);
    }
}
