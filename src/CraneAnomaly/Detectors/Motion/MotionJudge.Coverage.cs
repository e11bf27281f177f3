using System.Globalization;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion;

// What cannot be known of a crane.
internal sealed partial class MotionJudge
{
    private const string Unverifiable = "coverage.unverifiable";

    // By then an anchor would have been told.
    private const int MovesBefore = 30;
    private const int Informational = 10;

    private void TellCoverage(CraneWatch watch, in OtRecord record, RecordBody body)
    {
        if (watch.IsCoverageTold || watch.Moves < MovesBefore) return;
        watch.IsCoverageTold = true;
        var anchors = watch.Motion.Anchors;
        int known = anchors.Anchored | (anchors.HasPower ? 1 << (int)Axis.Hoist : 0);
        string[] open =
            [.. from axis in (Axis[])[Axis.Hoist, Axis.Trolley, Axis.Gantry]
                where (known >> (int)axis & 1) == 0
                select s_axes[(int)axis]];
        if (open.Length == 0) return;
        var sketch = new FindingSketch(
            Unverifiable, Detector, new(ScopeOfMotion << 56 | CraneReference.Slots, (uint)record.Crane), Informational, 90, 0);
        if (_findings.Absorb(sketch, record, body, -1)) return;
        string axes = open.Length == 1 ? open[0] : $"{string.Join(", ", open[..^1])} and {open[^1]}";
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{watch.State.Name} {axes}: nothing but its own controller tells how it moves; "
                + $"a lie that scales position, speed and reference together could hide a slowdown{Clock(watch)}",
            Asset = watch.State.Name,
            Crane = watch.State.Name,
            Evidence = new(record, body),
            IsRule = true,
            Signal = $"anchor.{open[0]}.position",
            Explanations =
            [
                .. open.Select(axis => new Explanation(
                    $"anchor.{axis}.position", "not told", axis == "hoist" ? "an independent position, or drive.power" : "an independent position",
                    1.0 / open.Length)),
            ],
        });
    }

    // A clock is the one thing that a controller does not make: lifts take as long as they take.
    private static string Clock(CraneWatch watch)
    {
        int slot = CraneReference.SlotOf(MotionFeature.Cycle, Axis.Hoist);
        if (watch.Learned?[slot]?.TryExpectUsual(out var usual) != true)
            return "; the time of its lifts, which would show a large one, was not learned";
        double spread = MotionTrait.Of(MotionFeature.Cycle).Indifferent + Math.Max(usual.Scale, MotionTrait.Of(MotionFeature.Cycle).Floor);
        return string.Create(CultureInfo.InvariantCulture,
            $", as long as lifts of usually {Math.Exp(usual.Location):0} s, waits not counted, become longer by less than about {100 * (Math.Exp(spread) - 1):0} %");
    }
}
