using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Detectors.Sequences;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>Where the reference that records are judged by comes from.</summary>
public enum ReferenceMode
{
    /// <summary>It is being learned; nothing is judged.</summary>
    Learning,

    /// <summary>It was learned before and does not change.</summary>
    Frozen,

    /// <summary>There is none: it is learned while judging, and judges as soon as it has seen enough.</summary>
    Online,
}

/// <summary>
/// Judges commands and conversations: from records to findings. For each record the order is score, learn (unless
/// the reference is frozen), advance. Nothing of it is random, and nothing of it knows a protocol.
/// </summary>
internal sealed class CommandJudge
{
    // The most registers one write carries is 123 (Modbus Application Protocol V1.1b3, 6.12).
    private const int MaxValues = 128;

    private readonly CommandReference _reference;
    private readonly ReferenceMode _mode;
    private readonly JudgeOptions _options;
    private readonly CommandWording _wording;
    private readonly CommandWindows _windows = new(65_536);
    private readonly IFindingSink _findings;
    private readonly WindowJudge? _windowJudge;
    private readonly bool _watchesWindows;
    private readonly TrainingSetCollector? _collector;
    private readonly double[] _row = new double[CommandWindows.Columns.Count];
    private readonly CommandPlaces _places;
    private readonly CommandPolicy _policy;
    private readonly Perimeter _perimeter;
    private readonly CommandRules _rules;
    private readonly SilenceJudge _silence;

    public CommandJudge(
        CommandReference reference, ReferenceMode mode, JudgeOptions options, SymbolTable symbols,
        IFindingSink findings, SitePolicy policy, WindowJudge? windowJudge = null, TrainingSetCollector? collector = null,
        IReadOnlySet<string>? signed = null)
    {
        (_reference, _mode, _options, _findings) = (reference, mode, options, findings);
        (_windowJudge, _collector) = (windowJudge, collector);

        // Windows are for the model that was trained on them: without one nobody looks at them.
        _watchesWindows = windowJudge is not null || collector is not null;
        _wording = new(reference, symbols);
        _places = new(reference.Values.Things);
        _policy = new(policy, symbols);
        _perimeter = new(policy);
        _rules = new(reference, mode, _policy, _wording, signed ?? new HashSet<string>(), findings);
        _silence = new(reference, options, _wording, findings);
    }

    /// <summary>Offset in its file of the packet being read, for evidence; -1 where there is none.</summary>
    public long FileOffset { get; set; } = -1;

    /// <summary>Event time, as far as it is believed.</summary>
    public long NowNs { get; set; }

    /// <summary>How far event time is believed to have come.</summary>
    public BelievedTime Clock { get; set; } = BelievedTime.Any;

    private bool Learns => _mode != ReferenceMode.Frozen;

    private bool Judges => _mode != ReferenceMode.Learning;

    /// <summary>Takes one record.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (_mode == ReferenceMode.Frozen) _silence.Advance(NowNs);
        switch (record.Kind)
        {
            case RecordKind.Request when body.Is<RegisterAccess>():
                OnRequest(record, body);
                break;
            case RecordKind.Response or RecordKind.Exception when body.Is<RegisterAccess>():
                OnResponse(record, body);
                break;
            case RecordKind.Conversation:
                OnConversation(record, body);
                break;
            case RecordKind.Gap or RecordKind.Violation when Judges:
                OnTrouble(record, body);
                break;
            default:
                break;
        }

        if (Judges && record.Kind.IsPdu() && record.Violation != Violation.None) OnTrouble(record, body);
    }

    private void OnRequest(in OtRecord record, RecordBody body)
    {
        ref var flow = ref _places.Flow(record, body, _reference.Assets);
        var command = CommandEvent.Of(record, body, flow.Client, flow.Server);
        OnCommand(command, record, body, ref flow);
        if (CommandEvent.ReadPartOf(command, body) is { } read) OnReadPart(read, record, body, ref flow);
    }

    // What is read besides writing is no event of its own in an order or a rhythm, but it may be read for the first time.
    private void OnReadPart(in CommandEvent command, in OtRecord record, RecordBody body, ref FlowPlace flow)
    {
        ref var place = ref _places.Command(ref flow, command, out int number);
        bool isNew = JudgeNovelty(command, record, body, ref place, ref _places.Stream(number));
        bool scanning = isNew && JudgeScan(command, record, body);
        if (Learns) LearnRange(command, ref place, scanning);
    }

    private void OnCommand(in CommandEvent command, in OtRecord record, RecordBody body, ref FlowPlace flow)
    {
        ref var place = ref _places.Command(ref flow, command, out int number);
        ref var stream = ref _places.Stream(number);
        Ask(command, ref place, ref stream);
        _reference.Polls.OnCommand(stream.Poll, command.Client, Clock.Of(record.TimestampNs), command.Writes, Learns);
        if (command.Writes || command.Critical) _rules.OnCommand(command, record, body, ref place, ref stream, FileOffset);
        bool isNew = JudgeNovelty(command, record, body, ref place, ref stream);
        JudgeSequence(command, record, body, ref place, ref stream);
        JudgeTiming(command, record, body, ref place);
        bool scanning = isNew && JudgeScan(command, record, body);
        if (command.Writes) JudgeValues(command, record, body);
        if (_watchesWindows && _windows.AddRequest(command, record, Clock.Of(record.TimestampNs), _row))
            JudgeWindow(command, record, body);
        if (!Learns) return;
        _reference.Requests++;
        _reference.FirstNs = Math.Min(_reference.FirstNs, record.TimestampNs);
        _reference.LastNs = Math.Max(_reference.LastNs, record.TimestampNs);
        var roles = AssetRoles.Commands | (command.Writes ? AssetRoles.Writes : AssetRoles.None);
        if ((stream.Roles & roles) != roles)
        {
            stream.Roles |= roles;
            if (command.Client > 0) _reference.Assets.Note(command.Client, roles);
        }

        LearnRange(command, ref place, scanning);
    }

    // What a scan tries out is no part of what is in use.
    private void LearnRange(in CommandEvent command, ref CommandPlace place, bool scanning)
    {
        if (place.IsInRange || scanning) return;
        place.IsInRange = true;
        if (command.Address >= 0) _reference.AddRange(command.ServerTable, command.Address, command.Quantity);
    }

    // What a table does not hold yet it may hold the next time, unless nothing is learned.
    private void Ask(in CommandEvent command, ref CommandPlace place, ref StreamPlace stream)
    {
        if (!stream.IsAsked)
        {
            stream.Grams = _reference.Sequences.StreamNumber(command.Stream);
            stream.Surprise = _reference.Surprise.StreamNumber(command.Stream);
            stream.Poll = _reference.Polls.PlaceOf(command.Stream, Learns);
            stream.IsAsked = !Learns || stream is { Grams: >= 0, Surprise: >= 0 };
        }

        if (!place.IsAsked)
        {
            var key = command.ObjectKey;
            place.GramCode = _reference.Sequences.Code(key);
            place.SurpriseCode = _reference.Surprise.Code(key);
            place.Gaps = _reference.Timing.PlaceOf(new() { Stream = command.Stream, Key = key });
            place.IsAsked = !Learns || place is { GramCode: > 0, SurpriseCode: > 0, Gaps: { Stream: >= 0, Pair: >= 0 } };
        }
    }

    private bool JudgeNovelty(
        in CommandEvent command, in OtRecord record, RecordBody body, ref CommandPlace place, ref StreamPlace stream)
    {
        if (place.IsSettled)
        {
            if (Learns) Novelty.LearnAgain(_reference, stream.Novelty);
            return false;
        }

        // What was seen to the last detail is not new in any respect.
        var seen = Observe(record, command.Stream, command.ValueKey);
        bool isNew = !_reference.Values.IsKnown(seen);
        bool approved = isNew && _policy.Of(command, record, body.Flow, ref place.Standing) == Standing.Approved;
        if (Judges && isNew)
        {
            if (Novelty.Of(_reference, command, record.TimestampNs) is { } novelty && novelty.PValue <= _options.NoveltyPValue)
            {
                var sketch = CommandFindings.FirstSeen(command, novelty);
                if (approved) sketch = CommandFindings.Approved(sketch);
                if (!Absorb(sketch, record, body))
                    _findings.Report(_wording.FirstSeen(sketch, command, novelty, approved, Copy(record, body)));
            }
        }

        if (Learns) Novelty.Learn(_reference, command, record.TimestampNs);

        // Polling that is known is no scan, however much of it is new.
        if (isNew) return command.Writes || !approved;
        place.IsSettled = !Learns || _reference.Values.IsSettled(seen);
        if (place.IsSettled && !stream.HasNovelty)
            (stream.Novelty, stream.HasNovelty) = (Novelty.StreamsOf(_reference, command), true);
        return false;
    }

    private void JudgeSequence(
        in CommandEvent command, in OtRecord record, RecordBody body, ref CommandPlace place, ref StreamPlace stream)
    {
        var (sequences, surprises) = (_reference.Sequences, _reference.Surprise);
        var order = new SequencePlace(stream.Grams, place.GramCode) { Recent = stream.GramRecent, Gram = place.Gram };
        var after = new SequencePlace(stream.Surprise, place.SurpriseCode) { Recent = stream.SurpriseRecent, Gram = place.Transition };
        var key = command.Stream;
        var grams = sequences.Look(key, ref order);
        bool isNew = grams.Known < grams.Longest;
        var look = isNew || Learns ? surprises.Look(key, ref after) : default;
        if ((isNew || Learns) && sequences.IsReady(order.Stream) && surprises.IsReady(after.Stream))
        {
            double gram = isNew ? sequences.Score(grams) : 0, bits = gram > 0 || Learns ? surprises.Score(look) : 0;
            int write = command.Writes ? 1 : 0;
            var gramCalibration = _reference.Calibrations[0 + write];
            var bitsCalibration = _reference.Calibrations[2 + write];

            // An order of four commands that is known needs no second opinion.
            if (gram > 0 && Judges && gramCalibration.IsReady && bitsCalibration.IsReady)
            {
                // Both look at the same event, so they depend on each other.
                double p = PValueCombination.HarmonicMean([gramCalibration.PValue(gram), bitsCalibration.PValue(bits)]);
                if (p <= _options.PValue)
                {
                    var sketch = CommandFindings.Sequence(command, p);
                    if (!Absorb(sketch, record, body))
                        _findings.Report(_wording.Sequence(sketch, command, gram, bits, p, _options.PValue, Copy(record, body)));
                }
            }

            if (Learns)
            {
                gramCalibration.Add(gram);
                bitsCalibration.Add(bits);
            }
        }

        if (Learns)
        {
            if (!stream.IsAsked || !place.IsAsked)
            {
                var observation = Observe(record, key, command.ObjectKey);
                (order.Stream, order.Code) = (grams.Stream, grams.Code) = sequences.Number(observation);
                (after.Stream, after.Code) = (look.Stream, look.Code) = surprises.Number(observation);
            }

            sequences.Learn(grams);
            surprises.Learn(look);
        }

        sequences.Advance(key, ref order);
        surprises.Advance(key, ref after);
        (stream.GramRecent, place.Gram) = (order.Recent, order.Gram);
        (stream.SurpriseRecent, place.Transition) = (after.Recent, after.Gram);
    }

    private void JudgeTiming(in CommandEvent command, in OtRecord record, RecordBody body, ref CommandPlace place)
    {
        _silence.OnCommand(command.Stream);
        if (_reference.Timing.IsReady(place.Gaps))
        {
            double score = _reference.Timing.Score(place.Gaps, record.TimestampNs);
            var calibration = _reference.Calibrations[4];
            if (score > 0 && Judges && calibration.IsReady && calibration.PValue(score) is var p && p <= _options.PValue)
            {
                var sketch = CommandFindings.Timing(command, score);
                var learned = _reference.Timing.Learned(command.Stream, command.ObjectKey);
                if (!Absorb(sketch, record, body))
                    _findings.Report(_wording.Timing(sketch, command, learned, p, _options.PValue, Copy(record, body)));
            }

            if (Learns) calibration.Add(score);
        }

        if (place.Gaps.Stream >= 0 && (place.Gaps.Pair >= 0 || !Learns))
        {
            _reference.Timing.Pass(place.Gaps, record.TimestampNs, Learns);
        }
        else if (Learns)
        {
            var observation = new Observation
            {
                TimestampNs = record.TimestampNs,
                Stream = command.Stream,
                Key = command.ObjectKey,
            };
            _reference.Timing.Learn(observation);
            _reference.Timing.Advance(observation);
        }
    }

    // A scan asks for what was never asked for: commands that are known to the last detail do not count.
    private bool JudgeScan(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        // A target is an address or a function of a table: 16 bits of address, then the function above the server.
        var target = new ExactKey(
            command.ServerTable.High, command.ServerTable.Low << 32 | (ulong)command.Function << 24 | (uint)(command.Address + 1));
        var observation = Observe(record, command.ClientKey, target);
        double score = _reference.Scans.Score(observation);
        bool scanning = score >= _options.ScanScore;
        if (Judges && scanning)
        {
            var sketch = CommandFindings.Scan(command, score);
            if (!Absorb(sketch, record, body))
            {
                double distinct = _reference.Scans.Distinct(observation);
                _findings.Report(_wording.Scan(sketch, command, distinct, _options.ScanScore, Copy(record, body)));
            }
        }

        // Without a baseline the detector compares a source with its own past: it must not learn the scan itself.
        if (_mode == ReferenceMode.Learning) _reference.Scans.Learn(observation);
        _reference.Scans.Advance(observation);
        return scanning;
    }

    private void JudgeValues(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        if (body.Registers.Values != ValueKind.Registers || command.Address < 0) return;
        Span<double> values = stackalloc double[Math.Min(body.Payload.Length / 2, MaxValues)];
        for (int i = 0; i < values.Length; i++) values[i] = body.Payload[2 * i] << 8 | body.Payload[2 * i + 1];
        var observation = new Observation
        {
            TimestampNs = record.TimestampNs,
            Stream = command.ServerTable,
            Key = new(0, (uint)command.Address),
            Values = values,
        };
        if (Judges && _reference.Envelopes.IsReady(observation)
            && _reference.Envelopes.Score(observation, out int slot) is var score && score >= _options.EnvelopeScore)
        {
            var sketch = CommandFindings.Value(command, score);
            var learned = _reference.Envelopes.Learned(observation.Stream, observation.Key, slot);
            if (!Absorb(sketch, record, body))
            {
                _findings.Report(_wording.Value(
                    sketch, command, command.Address + slot, values[slot], learned, _options.EnvelopeScore, Copy(record, body)));
            }
        }

        if (Learns) _reference.Envelopes.Learn(observation);
    }

    private void JudgeWindow(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        if (_mode == ReferenceMode.Learning) _collector?.Add(_row);
        if (_windowJudge?.Judge(_row, _options.PValue) is not { } outcome) return;
        var sketch = CommandFindings.Window(command, outcome);
        if (!Absorb(sketch, record, body))
            _findings.Report(_wording.Window(sketch, command, outcome, _options.PValue, Copy(record, body)));
    }

    private void OnResponse(in OtRecord record, RecordBody body)
    {
        ref var flow = ref _places.Flow(record, body, _reference.Assets);
        var (client, server) = (flow.Client, flow.Server);
        if (!flow.Served && Learns && server > 0)
        {
            flow.Served = true;
            _reference.Assets.Note(server, AssetRoles.Serves);
        }

        var pair = new ExactKey((ulong)record.Protocol, (ulong)(uint)client << 32 | (uint)server);
        if (_watchesWindows) _windows.AddResponse(pair, record);
        Span<double> marked = [record.Kind == RecordKind.Exception ? 1 : 0];
        var observation = new Observation
        {
            TimestampNs = Clock.Of(record.TimestampNs),
            Stream = pair,
            Values = marked,
        };
        if (Judges && marked[0] > 0 && _reference.Exceptions.Score(observation) is var score && score >= _options.BurstScore)
        {
            var sketch = CommandFindings.ExceptionBurst(client, score);
            if (_policy.IsKnownPolling(record, body.Flow)) sketch = CommandFindings.Approved(sketch);
            if (!Absorb(sketch, record, body))
            {
                _reference.Exceptions.Window(observation, out long events, out long refused);
                _findings.Report(_wording.ExceptionBurst(
                    sketch, client, server, events, refused, _options.BurstScore, Copy(record, body)));
            }
        }

        if (_mode == ReferenceMode.Learning) _reference.Exceptions.Learn(observation);
        _reference.Exceptions.Advance(observation, ref flow.Burst);
    }

    private void OnConversation(in OtRecord record, RecordBody body)
    {
        var (client, server) = AssetsOf(record, body);
        ref readonly var flow = ref body.Flow;
        var talk = new ConversationEvent(client, server, flow.ResponderPort, flow.IpProtocol);
        // A conversation in a protocol whose commands are read is judged by its commands, a remote session and one with
        // somebody outside by the lists: to whom he is new does not matter.
        bool isOurs = !record.Protocol.IsCommands() && !record.Protocol.IsRemoteAccess()
            && !_perimeter.IsOutside(flow.Originator) && !_perimeter.IsOutside(flow.Responder);
        if (Judges && isOurs
            && talk.Judge(_reference, record.TimestampNs, flow) is { } novelty && novelty.PValue <= _options.ConversationPValue)
        {
            var sketch = CommandFindings.Conversation(talk, novelty);
            if (!Absorb(sketch, record, body))
                _findings.Report(_wording.Conversation(sketch, talk, flow, novelty, Copy(record, body)));
        }

        if (Learns) talk.Learn(_reference, record.TimestampNs);
    }

    private void OnTrouble(in OtRecord record, RecordBody body)
    {
        if (record.Violation is Violation.CaptureLoss or Violation.StreamGap)
        {
            // Whoever was asked in what was lost is not known to have been left out.
            _reference.Polls.Forget();
            var sketch = CommandFindings.Loss(record.Input);
            if (!Absorb(sketch, record, body)) _findings.Report(_wording.Loss(sketch, record, Copy(record, body)));
        }
        else if (record.Protocol != OtProtocol.Unknown && record.Protocol != OtProtocol.Flow)
        {
            var (client, server) = AssetsOf(record, body);
            // Whoever did it: for requests without an answer, the one who was asked.
            bool byResponder = record.FromResponder != (record.Violation == Violation.UnansweredRequests);
            var sketch = CommandFindings.ProtocolViolation(byResponder ? server : client);
            if (!Absorb(sketch, record, body))
                _findings.Report(_wording.ProtocolViolation(sketch, record, body.Flow, Copy(record, body)));
        }
    }

    private bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body) =>
        _findings.Absorb(sketch, record, body, FileOffset);

    private (int Client, int Server) AssetsOf(in OtRecord record, RecordBody body)
    {
        ref var flow = ref _places.Flow(record, body, _reference.Assets);
        return (flow.Client, flow.Server);
    }

    private Observation Observe(in OtRecord record, ExactKey stream, ExactKey key) =>
        new() { TimestampNs = Clock.Of(record.TimestampNs), Stream = stream, Key = key };

    private RecordCopy Copy(in OtRecord record, RecordBody body) => new(record, body) { FileOffset = FileOffset };
}
