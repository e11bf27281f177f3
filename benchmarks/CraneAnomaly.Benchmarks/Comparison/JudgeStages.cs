using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Sequences;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>
/// Asks the detectors what <see cref="CommandJudge"/> asks them of each command, in its order, up to a stage: what one
/// costs is the difference of two stages. It judges by a learned reference, or learns while it judges, and makes no
/// findings.
/// </summary>
internal sealed class JudgeStages
{
    private readonly int _last;
    private readonly bool _learns;
    private readonly CommandReference _reference;
    private readonly CommandPlaces _places;

    public JudgeStages(int last, Baseline? baseline)
    {
        (_last, _learns) = (last, baseline is null);
        if (baseline is null)
        {
            _reference = new(1);
        }
        else
        {
            var reader = new StateReader(baseline.State.Span);
            _reference = CommandReference.Load(ref reader, baseline.Manifest.Seed);
        }

        _places = new(_reference.Values.Things);
    }

    /// <summary>Sum of all scores, so that none can be left out.</summary>
    public double Sum { get; private set; }

    public static IReadOnlyList<string> Names { get; } =
    [
        "hosts and the command", "first-seen: known to the last detail?", "n-grams", "Markov", "intervals, calibrated",
        "scan, of what is new", "bursts of exceptions",
    ];

    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (!body.Is<RegisterAccess>()) return;
        ref var flow = ref _places.Flow(record, body, _reference.Assets);
        if (record.Kind == RecordKind.Request) OnRequest(record, body, ref flow);
        else if (record.Kind is RecordKind.Response or RecordKind.Exception) OnResponse(record, ref flow);
    }

    private void OnRequest(in OtRecord record, RecordBody body, ref FlowPlace flow)
    {
        var command = CommandEvent.Of(record, body, flow.Client, flow.Server);
        if (_last < 1) return;
        ref var place = ref _places.Command(ref flow, command, out int number);
        ref var stream = ref _places.Stream(number);
        bool isNew = FirstSeen(command, record, ref place, ref stream);
        if (_last >= 2) Sequences(command, record, ref place, ref stream);
        if (_last >= 4) Intervals(command, record, ref place);
        if (_last >= 5 && isNew) Scan(command, record);
    }

    private bool FirstSeen(in CommandEvent command, in OtRecord record, ref CommandPlace place, ref StreamPlace stream)
    {
        if (place.IsSettled)
        {
            if (_learns) Novelty.LearnAgain(_reference, stream.Novelty);
            return false;
        }

        var seen = Observe(record, command.ValueKey, command.Stream);
        bool isNew = !_reference.Values.IsKnown(seen);
        if (isNew && Novelty.Of(_reference, command, record.TimestampNs) is { } novelty) Sum += novelty.PValue;
        if (_learns) Novelty.Learn(_reference, command, record.TimestampNs);
        place.IsSettled = !isNew && (!_learns || _reference.Values.IsSettled(seen));
        if (place.IsSettled) stream.Novelty = Novelty.StreamsOf(_reference, command);
        return isNew;
    }

    private void Sequences(in CommandEvent command, in OtRecord record, ref CommandPlace place, ref StreamPlace stream)
    {
        var (sequences, surprises) = (_reference.Sequences, _reference.Surprise);
        var key = command.Stream;
        if (stream.Grams < 0) (stream.Grams, stream.Surprise) = (sequences.StreamNumber(key), surprises.StreamNumber(key));
        if (place.GramCode == 0)
            (place.GramCode, place.SurpriseCode) = (sequences.Code(command.ObjectKey), surprises.Code(command.ObjectKey));
        int write = command.Writes ? 1 : 0;
        var thing = Observe(record, command.ObjectKey, key);
        var order = new SequencePlace(stream.Grams, place.GramCode) { Recent = stream.GramRecent, Gram = place.Gram };
        var grams = sequences.Look(key, ref order);
        double gram = sequences.IsReady(order.Stream) ? sequences.Score(grams) : -1;
        if (_learns)
        {
            if (gram >= 0) _reference.Calibrations[write].Add(gram);
            (order.Stream, order.Code) = (grams.Stream, grams.Code) = sequences.Number(thing);
            sequences.Learn(grams);
        }

        sequences.Advance(key, ref order);
        (stream.GramRecent, place.Gram) = (order.Recent, order.Gram);
        if (_last < 3) return;
        var after = new SequencePlace(stream.Surprise, place.SurpriseCode) { Recent = stream.SurpriseRecent, Gram = place.Transition };
        if (gram > 0 || _learns)
        {
            var look = surprises.Look(key, ref after);
            double bits = gram >= 0 && surprises.IsReady(after.Stream) ? surprises.Score(look) : -1;
            if (gram > 0) Sum += _reference.Calibrations[write].PValue(gram) + _reference.Calibrations[2 + write].PValue(bits);
            if (_learns)
            {
                if (bits >= 0) _reference.Calibrations[2 + write].Add(bits);
                (after.Stream, after.Code) = (look.Stream, look.Code) = surprises.Number(thing);
                surprises.Learn(look);
            }
        }

        surprises.Advance(key, ref after);
        (stream.SurpriseRecent, place.Transition) = (after.Recent, after.Gram);
    }

    private void Intervals(in CommandEvent command, in OtRecord record, ref CommandPlace place)
    {
        var timing = _reference.Timing;
        var thing = Observe(record, command.ObjectKey, command.Stream);
        if (place.Gaps.Pair < 0) place.Gaps = timing.PlaceOf(thing);
        if (timing.IsReady(place.Gaps))
        {
            double score = timing.Score(place.Gaps, record.TimestampNs);
            if (score > 0) Sum += _reference.Calibrations[4].PValue(score);
            if (_learns) _reference.Calibrations[4].Add(score);
        }

        if (place.Gaps.Stream >= 0 && (place.Gaps.Pair >= 0 || !_learns))
        {
            timing.Pass(place.Gaps, record.TimestampNs, _learns);
        }
        else if (_learns)
        {
            timing.Learn(thing);
            timing.Advance(thing);
        }
    }

    private void Scan(in CommandEvent command, in OtRecord record)
    {
        var target = new ExactKey(
            command.ServerTable.High, command.ServerTable.Low << 32 | (ulong)command.Function << 24 | (uint)(command.Address + 1));
        var observation = Observe(record, target, command.ClientKey);
        Sum += _reference.Scans.Score(observation);
        _reference.Scans.Advance(observation);
    }

    private void OnResponse(in OtRecord record, ref FlowPlace flow)
    {
        if (_last < 6) return;
        var pair = new ExactKey((ulong)record.Protocol, (ulong)(uint)flow.Client << 32 | (uint)flow.Server);
        Span<double> marked = [record.Kind == RecordKind.Exception ? 1 : 0];
        var observation = new Observation { TimestampNs = record.TimestampNs, Stream = pair, Values = marked };
        if (marked[0] > 0) Sum += _reference.Exceptions.Score(observation);
        _reference.Exceptions.Advance(observation, ref flow.Burst);
    }

    private static Observation Observe(in OtRecord record, ExactKey key, ExactKey stream) =>
        new() { TimestampNs = record.TimestampNs, Stream = stream, Key = key };

    public readonly struct Sink(JudgeStages stages) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => stages.OnRecord(record, body);
    }
}
