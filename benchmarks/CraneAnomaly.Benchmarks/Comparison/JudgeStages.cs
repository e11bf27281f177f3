using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>
/// Asks the detectors what <see cref="CommandJudge"/> asks them of each command, in its order, up to a stage: what one
/// costs is the difference of two stages. It judges by a learned reference and makes no findings.
/// </summary>
internal sealed class JudgeStages
{
    private readonly int _last;
    private readonly CommandReference _reference;
    private readonly CommandWindows _windows = new(65_536);
    private readonly double[] _row = new double[CommandWindows.Columns.Count];
    private int _flow = -1, _client, _server;

    public JudgeStages(int last, Baseline baseline)
    {
        _last = last;
        var reader = new StateReader(baseline.State.Span);
        _reference = CommandReference.Load(ref reader, baseline.Manifest.Seed);
    }

    /// <summary>Sum of all scores, so that none can be left out.</summary>
    public double Sum { get; private set; }

    public static IReadOnlyList<string> Names { get; } =
    [
        "hosts and the command", "first-seen: known to the last detail?", "n-grams", "Markov, calibrated where n-grams are unknown",
        "intervals, calibrated", "scan, of what is new", "windows of 10 s", "bursts of exceptions",
    ];

    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (!body.Is<RegisterAccess>()) return;
        if (record.Kind == RecordKind.Request) OnRequest(record, body);
        else if (record.Kind is RecordKind.Response or RecordKind.Exception) OnResponse(record, body);
    }

    private void OnRequest(in OtRecord record, RecordBody body)
    {
        FindHosts(record, body);
        var command = CommandEvent.Of(record, body, _client, _server);
        if (_last < 1) return;
        bool isNew = !_reference.Values.IsKnown(Observe(record, command.ValueKey, command.Stream));
        if (_last < 2) return;
        var thing = Observe(record, command.ObjectKey, command.Stream);
        double gram = _reference.Sequences.IsReady(thing) ? _reference.Sequences.Score(thing) : -1;
        _reference.Sequences.Advance(thing);
        if (_last >= 3) Markov(thing, gram, command.Writes ? 1 : 0);
        if (_last >= 4)
        {
            if (_reference.Timing.IsReady(thing)) Sum += _reference.Calibrations[4].PValue(_reference.Timing.Score(thing));
            _reference.Timing.Advance(thing);
        }

        if (_last >= 5 && isNew) Scan(command, record);
        if (_last >= 6) _windows.AddRequest(command, record, _row);
    }

    private void Markov(in Observation thing, double gram, int write)
    {
        if (gram > 0 && _reference.Surprise.IsReady(thing) && _reference.Calibrations[write].IsReady)
        {
            Sum += _reference.Calibrations[write].PValue(gram)
                + _reference.Calibrations[2 + write].PValue(_reference.Surprise.Score(thing));
        }

        _reference.Surprise.Advance(thing);
    }

    private void Scan(in CommandEvent command, in OtRecord record)
    {
        var target = new ExactKey(
            command.ServerTable.High, command.ServerTable.Low << 32 | (ulong)command.Function << 24 | (uint)(command.Address + 1));
        var observation = Observe(record, target, command.ClientKey);
        Sum += _reference.Scans.Score(observation);
        _reference.Scans.Advance(observation);
    }

    private void OnResponse(in OtRecord record, RecordBody body)
    {
        FindHosts(record, body);
        var pair = new ExactKey((ulong)record.Protocol, (ulong)(uint)_client << 32 | (uint)_server);
        if (_last >= 6) _windows.AddResponse(pair, record);
        if (_last < 7) return;
        Span<double> marked = [record.Kind == RecordKind.Exception ? 1 : 0];
        var observation = new Observation { TimestampNs = record.TimestampNs, Stream = pair, Values = marked };
        if (marked[0] > 0) Sum += _reference.Exceptions.Score(observation);
        _reference.Exceptions.Advance(observation);
    }

    private void FindHosts(in OtRecord record, RecordBody body)
    {
        if (record.Flow == _flow && record.Flow >= 0) return;
        _flow = record.Flow;
        _client = _reference.Assets.Number(body.Flow.Originator);
        _server = _reference.Assets.Number(body.Flow.Responder);
    }

    private static Observation Observe(in OtRecord record, ExactKey key, ExactKey stream) =>
        new() { TimestampNs = record.TimestampNs, Stream = stream, Key = key };

    public readonly struct Sink(JudgeStages stages) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => stages.OnRecord(record, body);
    }
}
