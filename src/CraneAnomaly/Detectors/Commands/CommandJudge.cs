using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

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

    private const long SilenceCheckNs = 10_000_000_000;

    private readonly CommandReference _reference;
    private readonly ReferenceMode _mode;
    private readonly JudgeOptions _options;
    private readonly CommandWording _wording;
    private readonly CommandWindows _windows = new(65_536);
    private readonly IFindingSink _findings;
    private readonly WindowJudge? _windowJudge;
    private readonly TrainingSetCollector? _collector;
    private readonly double[] _row = new double[CommandWindows.Columns.Count];
    private readonly HashSet<int> _unsignedTold = [];
    private readonly HashSet<ExactKey> _silent = [];
    private long _silenceCheckedNs;
    private FlowAssets _last = new() { Flow = -1 };

    public CommandJudge(
        CommandReference reference, ReferenceMode mode, JudgeOptions options, SymbolTable symbols,
        IFindingSink findings, WindowJudge? windowJudge = null, TrainingSetCollector? collector = null)
    {
        (_reference, _mode, _options, _findings) = (reference, mode, options, findings);
        (_windowJudge, _collector) = (windowJudge, collector);
        _wording = new(reference, symbols);
    }

    /// <summary>Offset in its file of the packet being read, for evidence; -1 where there is none.</summary>
    public long FileOffset { get; set; } = -1;

    private bool Learns => _mode != ReferenceMode.Frozen;

    private bool Judges => _mode != ReferenceMode.Learning;

    /// <summary>Takes one record.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (_mode == ReferenceMode.Frozen && record.TimestampNs - _silenceCheckedNs > SilenceCheckNs) JudgeSilence(record.TimestampNs);
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
        var (client, server) = AssetsOf(record, body);
        var command = CommandEvent.Of(record, body, client, server);
        if (command.Critical) JudgeCritical(command, record, body);
        if (command.Writes && _mode == ReferenceMode.Frozen) JudgeUnsigned(command, record, body);
        bool isNew = JudgeNovelty(command, record, body);
        JudgeSequence(command, record, body);
        JudgeTiming(command, record, body);
        bool scanning = isNew && JudgeScan(command, record, body);
        if (command.Writes) JudgeValues(command, record, body);
        if (_windows.AddRequest(command, record, _row)) JudgeWindow(command, record, body);
        if (!Learns) return;
        _reference.Requests++;
        _reference.FirstNs = Math.Min(_reference.FirstNs, record.TimestampNs);
        _reference.LastNs = Math.Max(_reference.LastNs, record.TimestampNs);
        if (client > 0)
            _reference.Assets.Roles(client) |= AssetRoles.Commands | (command.Writes ? AssetRoles.Writes : AssetRoles.None);
        // What a scan tries out is no part of what is in use.
        if (command.Address >= 0 && !scanning)
            _reference.AddRange(command.ServerTable, command.Address, command.Quantity);
    }

    private bool JudgeNovelty(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        // What was seen to the last detail is not new in any respect.
        bool isNew = !_reference.Values.IsKnown(Observe(record, command.Stream, command.ValueKey));
        if (Judges && isNew)
        {
            if (Novelty.Of(_reference, command, record.TimestampNs) is { } novelty && novelty.PValue <= _options.NoveltyPValue)
            {
                var sketch = CommandFindings.FirstSeen(command, novelty);
                if (!Absorb(sketch, record, body)) _findings.Report(_wording.FirstSeen(sketch, command, novelty, Copy(record, body)));
            }
        }

        if (Learns) Novelty.Learn(_reference, command, record.TimestampNs);
        return isNew;
    }

    private void JudgeCritical(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        var rule = Policy.CriticalCommands.Find(command.Protocol, command.Function, command.Subfunction);
        if (rule is null) return;
        var seen = Observe(record, command.Pair, command.FunctionKey);
        bool known = _reference.Critical.IsKnown(seen);
        if (Judges)
        {
            var sketch = CommandFindings.Critical(command, rule, known);
            if (!Absorb(sketch, record, body)) _findings.Report(_wording.Critical(sketch, command, rule, known, Copy(record, body)));
        }

        if (_mode == ReferenceMode.Learning) _reference.Critical.Learn(seen);
    }

    // A crane may have been delivered compromised: who wrote during learning is not therefore allowed to.
    private void JudgeUnsigned(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        if ((_reference.Assets.RolesOf(command.Client) & AssetRoles.Writes) != 0 && _unsignedTold.Add(command.Client))
            _findings.Report(_wording.UnsignedWriter(CommandFindings.UnsignedWriter(command), command, Copy(record, body)));
    }

    private void JudgeSequence(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        var observation = Observe(record, command.Stream, command.ObjectKey);
        if (_reference.Sequences.IsReady(observation) && _reference.Surprise.IsReady(observation)
            && _reference.Sequences.Score(observation) is var gram && (gram > 0 || Learns))
        {
            // An order of four commands that is known needs no second opinion.
            double bits = _reference.Surprise.Score(observation);
            int write = command.Writes ? 1 : 0;
            var gramCalibration = _reference.Calibrations[0 + write];
            var bitsCalibration = _reference.Calibrations[2 + write];
            if (Judges && gramCalibration.IsReady && bitsCalibration.IsReady)
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
            _reference.Sequences.Learn(observation);
            _reference.Surprise.Learn(observation);
        }

        _reference.Sequences.Advance(observation);
        _reference.Surprise.Advance(observation);
    }

    private void JudgeTiming(in CommandEvent command, in OtRecord record, RecordBody body)
    {
        var observation = Observe(record, command.Stream, command.ObjectKey);
        if (_silent.Count > 0) _silent.Remove(command.Stream);
        if (_reference.Timing.IsReady(observation))
        {
            double score = _reference.Timing.Score(observation);
            var calibration = _reference.Calibrations[4];
            if (Judges && calibration.IsReady && calibration.PValue(score) is var p && p <= _options.PValue)
            {
                var sketch = CommandFindings.Timing(command, score);
                var learned = _reference.Timing.Learned(command.Stream, command.ObjectKey);
                if (!Absorb(sketch, record, body))
                    _findings.Report(_wording.Timing(sketch, command, learned, p, _options.PValue, Copy(record, body)));
            }

            if (Learns) calibration.Add(score);
        }

        if (Learns) _reference.Timing.Learn(observation);
        _reference.Timing.Advance(observation);
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
        var (client, server) = AssetsOf(record, body);
        if (Learns && server > 0) _reference.Assets.Roles(server) |= AssetRoles.Serves;
        var pair = new ExactKey((ulong)record.Protocol, (ulong)(uint)client << 32 | (uint)server);
        _windows.AddResponse(pair, record);
        Span<double> marked = [record.Kind == RecordKind.Exception ? 1 : 0];
        var observation = new Observation { TimestampNs = record.TimestampNs, Stream = pair, Values = marked };
        if (Judges && marked[0] > 0 && _reference.Exceptions.Score(observation) is var score && score >= _options.BurstScore)
        {
            var sketch = CommandFindings.ExceptionBurst(client, score);
            if (!Absorb(sketch, record, body))
            {
                _reference.Exceptions.Window(observation, out long events, out long refused);
                _findings.Report(_wording.ExceptionBurst(
                    sketch, client, server, events, refused, _options.BurstScore, Copy(record, body)));
            }
        }

        if (_mode == ReferenceMode.Learning) _reference.Exceptions.Learn(observation);
        _reference.Exceptions.Advance(observation);
    }

    private void OnConversation(in OtRecord record, RecordBody body)
    {
        var (client, server) = AssetsOf(record, body);
        ref readonly var flow = ref body.Flow;
        var talk = new ConversationEvent(client, server, flow.ResponderPort, flow.IpProtocol);
        // A conversation in a protocol whose commands are read is judged by its commands.
        if (Judges && record.Protocol == OtProtocol.Unknown
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

    // What polls at a steady pace and stops is not seen any more: nobody else says so.
    private void JudgeSilence(long nowNs)
    {
        _silenceCheckedNs = nowNs;
        for (int i = 0; i < _reference.Timing.StreamCount; i++)
        {
            var stream = _reference.Timing.StreamAt(i);
            if (_silent.Contains(stream)) continue;
            double score = _reference.Timing.ScoreSilence(stream, nowNs);
            if (score >= _options.SilenceScore && _silent.Add(stream))
                _findings.Report(_wording.Silence(CommandFindings.Silence(stream, score), stream, nowNs, _options.SilenceScore));
        }
    }

    private bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body) =>
        _findings.Absorb(sketch, record, body, FileOffset);

    private (int Client, int Server) AssetsOf(in OtRecord record, RecordBody body)
    {
        if (record.Flow == _last.Flow && record.Flow >= 0) return (_last.Client, _last.Server);
        _last = new()
        {
            Flow = record.Flow,
            Client = _reference.Assets.Number(body.Flow.Originator),
            Server = _reference.Assets.Number(body.Flow.Responder),
        };
        return (_last.Client, _last.Server);
    }

    private static Observation Observe(in OtRecord record, ExactKey stream, ExactKey key) =>
        new() { TimestampNs = record.TimestampNs, Stream = stream, Key = key };

    private RecordCopy Copy(in OtRecord record, RecordBody body) => new(record, body) { FileOffset = FileOffset };

    private struct FlowAssets
    {
        public int Flow, Client, Server;
    }
}
