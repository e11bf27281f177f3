using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion;

// Whether all that a move shows together is as it was, where nothing of it is slow enough by itself.
internal sealed partial class MotionJudge
{
    private static readonly string[] s_wholeNames =
        [.. Enumerable.Range(0, MoveStates.Count).Select(state => $"throttling.{s_axes[(int)MoveStates.AxisOf(state)]}.profile")];

    /// <summary>Moves that were judged as a whole.</summary>
    public long JudgedWhole { get; private set; }

    // Only what was learned of this crane: its own first moves and its papers are rougher than the bounds.
    private static void TakeWhole(CraneWatch watch, in MotionObservation observation, in Comparison comparison)
    {
        if (watch.Learned is not { } learned || (learned.Modes >> (int)observation.Mode & 1) == 0) return;
        if (learned[comparison.Slot]?.Knows(observation) != true) return;
        watch.Whole.Row(observation.Axis).Take(observation, comparison.Expected, comparison.Deviation);
    }

    private void JudgeWhole(CraneWatch watch, in MoveFeatures move, in OtRecord record, RecordBody body)
    {
        int state = MoveStates.Of(move.Axis, move.Direction);
        if (state < 0 || _reference?.Profiles[state] is not { IsReady: true } profile) return;
        Span<double> row = stackalloc double[profile.Features.Length];
        var known = watch.Whole.Row(move.Axis);
        bool isWhole = known.StartNs == move.StartNs && known.TryFill(profile.Features, row);
        known.Begin(long.MinValue);
        if (IsToldByItself(watch, move.Axis))
        {
            watch.Whole.Clear(move.Axis);
            return;
        }

        // What the crane says of itself is no riddle.
        if (!isWhole || AlarmOf(watch) != SymbolTable.None || move.Mode is CraneMode.Maintenance or CraneMode.Bypass) return;
        JudgedWhole++;
        Judge(watch, state, profile, row, move, record, body);
    }

    private void Judge(
        CraneWatch watch, int state, MotionProfile profile, ReadOnlySpan<double> row, in MoveFeatures move, in OtRecord record, RecordBody body)
    {
        // What is faster slows nobody down, and what is slower in one feature is told by its name.
        double p = MoveRow.IsSlower(row) ? profile.PValue(profile.Distance(row)) : 1;
        var test = watch.Whole.Test(state);
        bool was = test.Told.IsActive;
        if (!test.Take(watch.Whole.Row(move.Axis), profile.Features, p, move.Direction, move.EndNs, _options.ProfileThreshold)) return;
        TellWhole(new(watch, state, profile, test, p, !was), row, record, body);
    }

    private static bool IsToldByItself(CraneWatch watch, Axis axis)
    {
        for (int feature = 0; feature < MoveRow.Features; feature++)
            if (watch.IsActive(CraneReference.SlotOf((MotionFeature)feature, axis))) return true;
        return false;
    }

    private void TellWhole(in OddMoves odd, ReadOnlySpan<double> row, in OtRecord record, RecordBody body)
    {
        var told = odd.Test.Told;
        var sketch = new FindingSketch(
            s_wholeNames[odd.State], "motion-profile", ScopeOfWhole(odd.State, record.Crane), 45, told.SlowSince >= 3 ? 75 : 65,
            told.Evidence / Math.Log(10));
        if (!odd.IsNew && _findings.Absorb(sketch, record, body, -1)) return;
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = ProfileWording.Title(odd, row),
            Asset = odd.Watch.State.Name,
            Crane = odd.Watch.State.Name,
            Evidence = new(record, body),
            OnsetNs = odd.IsNew ? told.OnsetNs : null,
            Threshold = _options.ProfileThreshold / Math.Log(10),
            PValue = Math.Min(1, Math.Exp(-told.Evidence)),
            Signal = s_axes[(int)MoveStates.AxisOf(odd.State)] + ".speed",
            Observed = Math.Round(odd.Profile.Distance(row), 3),
            Expected = new(null, Math.Round(odd.Profile.Furthest, 3), ProfileWording.Basis(odd)),
            Unit = "spreads",
            Explanations = ProfileWording.Explanations(odd, row),
            RuledOut = ProfileWording.RuledOut(odd),
        });
    }

    private static FindingScope ScopeOfWhole(int state, int crane) =>
        new(ScopeOfMotion << 56 | (uint)(CraneReference.Slots + 1 + (int)MoveStates.AxisOf(state)), (uint)crane);
}
