using CraneAnomaly.Detectors.Motion.Fleet;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>
/// Says when a crane is being slowed down. Each feature of each move is compared with what was learned of such moves
/// or, where nothing was learned, with the crane's own first moves and its nameplate.
/// </summary>
internal sealed partial class MotionJudge
{
    private const string Detector = "motion";
    private const ulong ScopeOfMotion = 0x4D;

    /// <summary>A third or three times of what is expected is another unit, or another machine.</summary>
    private const double Implausible = 1.4;

    // A crane without a baseline is its own: so many of its first moves are believed.
    private const int OwnMoves = 24;
    private const int OwnHoistMoves = 60;

    private readonly MotionReference? _reference;
    private readonly Dictionary<string, Nameplate> _nameplates = new(StringComparer.Ordinal);
    private readonly SymbolTable _symbols;
    private readonly IFindingSink _findings;
    private readonly MotionOptions _options;
    private readonly FleetSlowness _fleet;
    private readonly Dictionary<int, CraneWatch> _watches = [];

    /// <param name="reference">From the baseline; null without one.</param>
    /// <param name="cranes">Papers of the cranes.</param>
    /// <param name="options">The choices.</param>
    /// <param name="symbols">Names of cranes and texts.</param>
    /// <param name="findings">Where findings go.</param>
    public MotionJudge(
        MotionReference? reference, IEnumerable<CraneSheet> cranes, MotionOptions options, SymbolTable symbols,
        IFindingSink findings)
    {
        (_reference, _symbols, _findings, _options) = (reference, symbols, findings, options);
        _fleet = new(options, findings);
        foreach (var crane in cranes) _nameplates[crane.Id] = new(crane);
    }

    /// <summary>Features that were judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Features that were not: outside of what was learned, or nothing to compare with yet.</summary>
    public long NotJudged { get; private set; }

    /// <summary>Features with numbers that cannot be, by their size.</summary>
    public long NotPlausible { get; private set; }

    /// <summary>Judges a crane after a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        if (!_watches.TryGetValue(record.Crane, out var watch))
        {
            var learned = _reference?.Find(crane.Name);
            watch = new(crane, learned, _nameplates.GetValueOrDefault(crane.Name), _options);
            _watches.Add(record.Crane, watch);
        }

        var motion = watch.Motion;
        motion.Anchors.Take(record.TimestampNs, body.Signals);
        motion.Update(crane);
        if (record.TimestampNs >= watch.NextKeepNs) KeepOpen(watch, record, body);
        Span<MotionObservation> observations = stackalloc MotionObservation[6];
        foreach (ref readonly var report in motion.Anchors.Reports)
        {
            observations[0] = MotionObservation.Read(report, motion.Mode);
            Judge(watch, observations[..1], record, body);
        }

        if (motion.Moves.IsEmpty && !motion.HasCycle) return;
        foreach (ref readonly var move in motion.Moves)
        {
            watch.Count(move);
            int count = MotionObservation.Read(move, observations);
            Judge(watch, observations[..count], record, body);
            if ((move.Fresh & MotionReadings.Finished) != 0) JudgeWhole(watch, move, record, body);
        }

        TellCoverage(watch, record, body);
        if (!motion.HasCycle) return;
        watch.Count(motion.Cycle);
        if (MotionObservation.TryRead(motion.Cycle, motion.Mode, out observations[0])) Judge(watch, observations[..1], record, body);
    }

    /// <summary>Takes a row of a crane that tells of others than its own signals alone.</summary>
    public void OnAnchors(in OtRecord record, RecordBody body)
    {
        if (_watches.TryGetValue(record.Crane, out var watch)) watch.Motion.Anchors.Take(record.TimestampNs, body.Signals);
    }

    // All that a move shows first, so that the cause is told and not what happens to be looked at last.
    private void Judge(CraneWatch watch, ReadOnlySpan<MotionObservation> observations, in OtRecord record, RecordBody body)
    {
        Span<Comparison> comparisons = stackalloc Comparison[6];
        for (int i = 0; i < observations.Length; i++)
        {
            comparisons[i] = Compare(watch, observations[i]);
            if (!comparisons[i].IsJudged) continue;
            watch.Bet(comparisons[i].Slot, comparisons[i].Deviation, observations[i]);
            if (observations[i].Feature < MotionFeature.Wait) TakeWhole(watch, observations[i], comparisons[i]);
        }

        for (int i = 0; i < observations.Length; i++)
            if (comparisons[i].IsJudged) Decide(watch, comparisons[i], observations[i], record, body);
    }

    private Comparison Compare(CraneWatch watch, in MotionObservation observation)
    {
        int slot = CraneReference.SlotOf(observation.Feature, observation.Axis);
        if (!TryExpect(watch, slot, observation, out var expected))
        {
            NotJudged++;
            return default;
        }

        double limit = FeatureReference.LogLimit(observation.SpeedLimit);
        bool isLimited = limit < 0;
        bool limitIsExplained = isLimited && IsLimitExplained(watch, observation);
        if (limitIsExplained) expected = expected with { Location = expected.Location - limit };
        var deviation = MotionDeviation.Of(observation, expected);
        if (!MotionTrait.Of(observation.Feature).IsSeconds && Math.Abs(deviation.Slower) > Implausible)
        {
            NotPlausible++;
            return default;
        }

        Judged++;
        return new(slot, expected, deviation, isLimited, limitIsExplained);
    }

    private void Decide(
        CraneWatch watch, in Comparison comparison, in MotionObservation observation, in OtRecord record, RecordBody body)
    {
        int slot = comparison.Slot;
        watch.LastNs[slot] = observation.EndNs;
        bool was = watch.IsActive(slot);
        var deviation = comparison.Deviation;

        // Gusts and a weak supply make all lifts longer. Axes state the limit that explains it; a lift cannot.
        bool ofMotion = observation.Feature is < MotionFeature.Way and not MotionFeature.Cycle;
        if (ofMotion) _fleet.Take(watch, observation.Axis, deviation.Score, record, body);
        if (!watch.Decide(slot, deviation, observation)) return;
        var test = watch.Test(slot);
        if (!was && ofMotion)
        {
            bool isSeconds = MotionTrait.Of(observation.Feature).IsSeconds;
            _fleet.OnSlower(new(watch, slot, observation.Axis, test.OnsetNs, deviation.Slower, isSeconds), record, body);
        }

        if (IsToldElsewhere(watch, observation)) return;
        var slow = new SlowMove(watch, observation, comparison.Expected, test, deviation.Slower, deviation.Score)
        {
            IsNew = !was,
            Alarm = AlarmOf(watch),
            IsLimited = comparison.IsLimited,
            LimitIsExplained = comparison.LimitIsExplained,
            Trait = MotionTrait.Of(observation.Feature),
        };
        Tell(slow, record, body);
    }

    private bool TryExpect(CraneWatch watch, int slot, in MotionObservation observation, out Expected expected)
    {
        if (watch.Learned?[slot] is { } learned && learned.Knows(observation))
        {
            if (!learned.TryExpect(observation, out expected)) return false;
            if (learned.UsesTrees) _reference?.Physics?.Refine(observation, ref expected);
            return true;
        }

        var own = watch.Own[slot];
        if (own is { IsReady: true } && !MissesNameplate(watch, own, observation)) return own.TryExpect(observation, out expected);
        if (own is not { IsReady: true } && observation.Mode is not (CraneMode.Maintenance or CraneMode.Bypass))
        {
            own = watch.Own.Add(observation, AlarmOf(watch) != SymbolTable.None);
            bool byLoad = observation.Axis == Axis.Hoist && observation.Feature is MotionFeature.Plateau or MotionFeature.Clamp;
            if (own.Count >= (byLoad ? OwnHoistMoves : OwnMoves)) watch.Own.Fit(slot);
        }

        expected = default;
        return watch.Nameplate is { } plate && plate.TryExpect(observation, out expected);
    }

    // A crane that was slow from the start is no measure of itself.
    private static bool MissesNameplate(CraneWatch watch, FeatureReference own, in MotionObservation observation) =>
        watch.Nameplate is { } plate && plate.TryExpect(observation, out var rated)
        && own.TryExpect(observation, out var expected) && expected.Location > rated.Location + (2 * rated.Scale);

    // A slow reference, or a drive that does not follow, is told as the slow speed that it causes, where that is seen;
    // and a drive that does not follow is the cause of a slow speed.
    private static bool IsToldElsewhere(CraneWatch watch, in MotionObservation observation) => observation.Feature switch
    {
        MotionFeature.Clamp => watch.IsActive(CraneReference.SlotOf(MotionFeature.Plateau, observation.Axis)),
        MotionFeature.Plateau => watch.IsActive(CraneReference.SlotOf(MotionFeature.Tracking, observation.Axis)),
        _ => false,
    };

    /// <summary>
    /// Whether a stated speed limit needs no explanation of ours: the crane tells an alarm with it, it was so while
    /// learning, or most cranes have one since the same minutes, as when the supply is weak.
    /// </summary>
    private bool IsLimitExplained(CraneWatch watch, in MotionObservation observation)
    {
        if (AlarmOf(watch) != SymbolTable.None) return true;
        if (watch.Learned is { } learned && observation.SpeedLimit >= learned.LeastLimit(observation.Axis) - 0.01) return true;
        const long Together = 120_000_000_000, Working = 300_000_000_000;
        var signal = Signal.Of(observation.Axis, AxisSignal.SpeedLimit);
        long sinceNs = watch.State.ChangedNs(signal);
        int others = 0, alike = 0;
        foreach (var other in _watches.Values)
        {
            if (other == watch || Math.Abs(other.State.NowNs - watch.State.NowNs) > Working) continue;
            others++;
            if (other.State[signal] < 0.985 && Math.Abs(other.State.ChangedNs(signal) - sinceNs) <= Together) alike++;
        }

        return alike > 0 && alike * 2 >= others;
    }

    // The symbol of the alarm that the crane tells, or told until this row; 0 for none. A stretch that was slow by it
    // ends with it.
    private int AlarmOf(CraneWatch watch)
    {
        int alarm = AlarmOf(watch.State[SignalCatalog.AlarmCode]);
        return alarm != SymbolTable.None ? alarm : AlarmOf(watch.Motion.AlarmBefore);
    }

    private int AlarmOf(double symbol) =>
        double.IsNaN(symbol) || SignalCatalog.IsNoAlarm(_symbols.Name((int)symbol)) ? SymbolTable.None : (int)symbol;

    // What a move is against what is normal for it; the default for one that is not judged.
    private readonly record struct Comparison(
        int Slot, Expected Expected, MotionDeviation Deviation, bool IsLimited, bool LimitIsExplained)
    {
        public bool IsJudged => Deviation.Scale > 0;
    }
}
