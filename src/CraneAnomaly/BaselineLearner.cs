using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Devices;
using CraneAnomaly.Detectors.Network;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly;

/// <summary>
/// Learns what is normal from a period that is believed to be clean. It believes nobody for having been there: who
/// wrote, who came from outside and which critical commands were sent become findings that somebody has to sign off.
/// </summary>
public sealed class BaselineLearner
{
    private readonly DetectionOptions _options;
    private readonly CommandReference _reference;
    private readonly CommandJudge _judge;
    private readonly RecordPipeline<LearnSink> _records;
    private readonly TrainingSetCollector _windows;
    private readonly CraneLearner _cranes;
    private readonly NetworkJudge _network;
    private readonly SortedDictionary<string, BaselineFinding> _findings = new(StringComparer.Ordinal);

    /// <summary>Makes a learner that has learned nothing.</summary>
    public BaselineLearner(DetectionOptions? options = null)
    {
        _options = options ?? new();
        _records = new(new(this), _options.Limits, _options.Tags);
        Statistics = new(_records.Counters);
        _reference = new(_options.Seed);
        _cranes = new(_options, Symbols);
        _network = new(default, true, _options.Policy, _options.Permits, new HashSet<string>(), _options.Limits, Symbols, new NoFindings(), _options.Seed);
        _windows = new(CommandWindows.Model, CommandWindows.Columns, seed: _options.Seed);
        _judge = new(
            _reference, ReferenceMode.Learning, _options.Judge, Symbols, new NoFindings(), _options.Policy, collector: _windows);
    }

    /// <summary>Names that records carry as numbers.</summary>
    public SymbolTable Symbols => _records.Symbols;

    /// <summary>What was seen and left aside.</summary>
    public PipelineStatistics Statistics { get; }

    /// <inheritdoc cref="RecordPipeline{TSink}.Process"/>
    public void Process(ReadOnlySpan<byte> packet, int linkType, DateTimeOffset timestamp) =>
        _records.Process(packet, linkType, timestamp);

    /// <summary>Takes one record from elsewhere.</summary>
    public void Process(in OtRecord record, RecordBody body) => OnRecord(record, body);

    /// <inheritdoc cref="RecordPipeline{TSink}.RunAsync(PipeReader, InputFormat, CancellationToken)"/>
    internal Task<CaptureResult> RunStreamAsync(
        PipeReader reader, InputFormat format = InputFormat.Auto, CancellationToken cancellationToken = default) =>
        _records.RunAsync(reader, format, cancellationToken);

    /// <inheritdoc cref="RecordPipeline{TSink}.RunAsync(CaptureInputs, CancellationToken)"/>
    public Task<IReadOnlyList<CaptureResult>> RunAsync(CaptureInputs inputs, CancellationToken cancellationToken = default) =>
        _records.RunAsync(inputs, cancellationToken);

    /// <summary>The period has ended: trains the models and makes the baseline.</summary>
    /// <param name="train">Trains one model; <c>MlNetTrainer.Train</c> of CraneAnomaly.MLNet. Null to train none.</param>
    /// <param name="inputs">What was learned from, for the manifest.</param>
    public Baseline Complete(Func<TrainingSet, TrainedModel>? train, IReadOnlyList<BaselineInput>? inputs = null)
    {
        _records.Complete();
        var models = new List<TrainedModel>();
        if (train is not null)
        {
            var model = train(_windows.ToSet());
            models.Add(model);
            if (model.IsTrained) CalibrateWindows(model);
        }

        models.AddRange(_cranes.Complete(train));
        var shape = _network.CompleteShape(train, models);
        var state = new ArrayBufferWriter<byte>(1 << 16);
        var writer = new StateWriter(state);
        _reference.Save(writer);
        _cranes.Save(writer);
        _network.Learned.Save(writer);
        _reference.Polls.Save(writer);
        shape.Save(writer);
        return Baseline.Create(
            new BaselineManifest
            {
                Seed = _options.Seed,
                Inputs = inputs ?? [],
                Readiness = Readiness(shape),
                Findings = Findings(),
            },
            state.WrittenMemory, models);
    }

    /// <summary>
    /// A policy that allows what was learned, to be read and signed by somebody, after <see cref="Complete"/>. Whoever is outside,
    /// cellular hardware, second writers and second masters are left out of it: they are findings, which are signed off one by one.
    /// </summary>
    public SitePolicy ProposePolicy() => PolicyProposal.Of(_reference, _network.Learned);

    // The rows a model was trained on are a little too easy for it; with hundreds of rows to at most 16 components
    // the difference is small against the tail that is extrapolated anyway.
    private void CalibrateWindows(TrainedModel model)
    {
        var kernel = SubspaceKernel.FromBytes(model.Kernel.Span);
        var set = _windows.ToSet();
        for (int i = 0; i < set.Count; i++)
        {
            var score = kernel.Score(set.Row(i));
            _reference.WindowSpe.Add(score.Spe);
            _reference.WindowT2.Add(score.T2);
        }
    }

    private List<string> Readiness(SessionShape shape)
    {
        var invariant = CultureInfo.InvariantCulture;
        double seconds = _reference.Requests == 0 ? 0 : (_reference.LastNs - _reference.FirstNs) / 1e9;
        var lines = new List<string>
        {
            string.Create(invariant, $"commands: {_reference.Requests:N0} learned in {seconds:N0} s of event time"),
            string.Create(invariant,
                $"first-seen commands: {(_reference.Clients.Events >= 50 ? "ready" : "not ready, 50 commands are needed")}"),
            string.Create(invariant,
                $"first-seen conversations: {(_reference.Hosts.Events >= 50 ? "ready" : $"not ready, {_reference.Hosts.Events} of 50 conversations")}"),
        };
        for (int i = 0; i < CommandReference.CalibrationNames.Count; i++)
        {
            var calibration = _reference.Calibrations[i];
            lines.Add(string.Create(invariant,
                $"{CommandReference.CalibrationNames[i]}: {(calibration.IsReady ? "calibrated" : "not calibrated")} with {calibration.Count:N0} scores"));
        }

        lines.Add($"finished sessions: {(shape.IsReady ? "calibrated" : "not calibrated")} with {shape.HeldBack} held back");
        if (Statistics.Capture.GapBytes > 0 || Statistics.Capture.Rejected > 0)
        {
            lines.Add(string.Create(invariant,
                $"not learned: {Statistics.Capture.Rejected:N0} packets that could not be decoded, {Statistics.Capture.GapBytes:N0} stream bytes that were not captured"));
        }

        lines.AddRange(_network.Learned.Readiness());
        lines.AddRange(_cranes.Readiness());
        return lines;
    }

    private List<BaselineFinding> Findings()
    {
        for (int number = 1; number <= _reference.Assets.Count; number++)
        {
            var address = _reference.Assets.Address(number);
            var roles = _reference.Assets.RolesOf(number);
            if ((roles & AssetRoles.Writes) != 0)
                Add("writer", address.ToString(), "changed the state of controllers while learning");
        }

        var list = new DeviceList(_options.Policy);
        foreach (var second in _reference.Polls.SecondMasters())
        {
            IpAddress client = _reference.Assets.Address(second.Client), server = _reference.Assets.Address(second.Server);
            if (list.LetsCommand(client, server)) continue;
            Add("second-master", MasterRules.SubjectOf(client, server), string.Create(CultureInfo.InvariantCulture,
                $"commanded it besides {_reference.Assets.Address(second.Main)}, {second.Commands:N0} times while learning"));
        }

        foreach (var (kind, subject, text) in _network.Learned.Doubts()) Add(kind, subject, text);
        foreach (var (subject, text) in _network.Beacons) Add("beacon", subject, text);
        foreach (var finding in _cranes.Findings()) Add(finding.Kind, finding.Subject, finding.Text);
        return [.. _findings.Values];
    }

    private void Add(string kind, string subject, string text) =>
        _findings.TryAdd($"{kind} {subject}", new(kind, subject, text));

    private void OnRecord(in OtRecord record, RecordBody body)
    {
        Statistics.Records++;
        if (record.Kind == RecordKind.Measurement)
        {
            _cranes.OnRow(record, body);
            return;
        }

        if (record.Kind == RecordKind.Request && (record.Flags & RecordFlags.Critical) != 0)
        {
            Add("critical-command", $"{body.Flow.Originator} -> {body.Flow.Responder}: {Symbols.Name(record.FunctionSymbol)}",
                "a command that stops, restarts, reprograms or silences a controller was sent while learning");
        }

        _network.OnRecord(record, body);
        _judge.OnRecord(record, body);
    }

    private readonly struct LearnSink(BaselineLearner learner) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => learner.OnRecord(record, body);
    }
}
