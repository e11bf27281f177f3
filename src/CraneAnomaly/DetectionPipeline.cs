using System.Buffers;
using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Alerts.Incidents;
using CraneAnomaly.Alerts.Rules;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Network;
using CraneAnomaly.Detectors.Silence;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly;

/// <summary>
/// The whole way from packets to alerts: packets are decoded into flows, flows into records, records are judged, and
/// findings of one cause become one alert. One thread at a time may use a pipeline; for more, run one for each group
/// of cranes.
/// </summary>
/// <example>
/// <code>
/// await using var pipeline = DetectionPipeline.Create(Baseline.Load("port.baseline"));
/// await pipeline.RunAsync(PipeReader.Create(stream));
/// pipeline.Complete();
/// await foreach (var alert in pipeline.ReadAlertsAsync()) Console.WriteLine(alert.Title);
/// </code>
/// </example>
[PipelineState]
public sealed class DetectionPipeline : IAsyncDisposable
{
    private readonly SiteRules _rules;
    private readonly EpisodeTracker _episodes;
    private readonly IncidentTracker _incidents;
    private readonly CommandJudge _judge;
    private readonly CraneJudges _cranes;
    private readonly NetworkJudge _network;
    private readonly FullTables _full;
    private readonly RecordPipeline<JudgeSink> _records;
    private readonly AlertOutbox? _alerts;
    [NotState("Of the baseline and the options, which a checkpoint is only used with.")]
    private readonly Checkpoint.Part[] _belongsTo;
    private bool _completed;

    private DetectionPipeline(Baseline? baseline, DetectionOptions options, IAlertSink? sink)
    {
        _records = new(new(this), options.Limits, options.Tags);
        if (sink is null) sink = _alerts = new(options.AlertCapacity, options.AlertOverflow);
        _records.Room = BeforeReadAsync;
        Statistics = new(_records.Counters, _alerts);
        var model = baseline is null ? null : new AlertModel("baseline", $"{baseline.Manifest.Format}", baseline.Hash);
        _rules = new(options.Policy, options.Permits, options.Tags, options.Cranes, Symbols) { Prefixes = options.Prefixes };
        var context = new AlertContext(options.Site, options.Handling ?? options.Policy.Handling, model, options.Hash)
        {
            Rules = _rules,
        };
        _incidents = new(sink);
        _episodes = new(options.Episodes, context, _incidents);
        _full = new(_episodes);
        _judge = CreateJudge(baseline, options, Symbols, _episodes, out var cranes, out var network);
        _network = new(
            network, false, options.Policy, options.Permits, baseline?.Manifest.SignedSubjects() ?? new HashSet<string>(), options.Limits, Symbols, _episodes);
        _cranes = new(cranes, options, Symbols, _episodes, _network);
        _belongsTo = options.BelongsTo(baseline, _alerts is null, PipelineImage.Format);
    }

    /// <summary>Names that records carry as numbers, for writers of records and alerts.</summary>
    public SymbolTable Symbols => _records.Symbols;

    /// <summary>What was seen, left aside and found.</summary>
    public PipelineStatistics Statistics { get; }

    /// <summary>Makes a pipeline.</summary>
    /// <param name="baseline">What is normal; without one, normal is learned while judging.</param>
    /// <param name="options">The choices, or null for the defaults.</param>
    /// <param name="sink">Takes alerts as they arise; null to fetch them with <see cref="ReadAlertsAsync"/>.</param>
    /// <exception cref="InvalidDataException">The baseline's state does not fit this version.</exception>
    public static DetectionPipeline Create(Baseline? baseline = null, DetectionOptions? options = null, IAlertSink? sink = null) =>
        new(baseline, options ?? new(), sink);

    /// <inheritdoc cref="RecordPipeline{TSink}.Process"/>
    public void Process(ReadOnlySpan<byte> packet, int linkType, DateTimeOffset timestamp) =>
        _records.Process(packet, linkType, timestamp);

    /// <summary>Takes one record from elsewhere.</summary>
    public void Process(in OtRecord record, RecordBody body) => OnRecord(record, body);

    /// <inheritdoc cref="RecordPipeline{TSink}.RunAsync(PipeReader, InputFormat, CancellationToken)"/>
    public Task<CaptureResult> RunAsync(
        PipeReader reader, InputFormat format = InputFormat.Auto, CancellationToken cancellationToken = default) =>
        _records.RunAsync(reader, format, cancellationToken);

    /// <inheritdoc cref="RecordPipeline{TSink}.RunAsync(CaptureInputs, CancellationToken)"/>
    public Task<IReadOnlyList<CaptureResult>> RunAsync(CaptureInputs inputs, CancellationToken cancellationToken = default)
    {
        _cranes.Inputs = inputs.Paths;
        return _records.RunAsync(inputs, cancellationToken);
    }

    /// <inheritdoc cref="RecordPipeline{TSink}.FollowAsync"/>
    public Task FollowAsync(FollowedInputs inputs, CancellationToken cancellationToken)
    {
        _cranes.Inputs = inputs.Names;
        return _records.FollowAsync(inputs, cancellationToken);
    }

    /// <summary>
    /// Writes all that the pipeline knows now, alerts that wait to be fetched included: <see cref="Restore"/> goes on from
    /// here. Between calls of <c>Process</c> and <c>RunAsync</c> alone; the pipeline stays as it is. It holds pieces of the
    /// traffic: keep it where the captures may lie, and where nobody else writes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pipeline is complete.</exception>
    public void Save(IBufferWriter<byte> output)
    {
        if (_completed) throw new InvalidOperationException("The pipeline is complete: nothing goes on from it.");
        var image = new ArrayBufferWriter<byte>(1 << 20);
        lock (_alerts?.Gate ?? new Lock()) PipelineImage.Write(new(image), this);
        Checkpoint.Write(output, _belongsTo, image.WrittenSpan);
    }

    /// <summary>
    /// Makes a pipeline that goes on where <see cref="Save"/> was called: what follows gives the same alerts as if nothing had
    /// been between.
    /// </summary>
    /// <param name="checkpoint">What was saved, by the same release.</param>
    /// <param name="baseline">The same baseline.</param>
    /// <param name="options">The same choices.</param>
    /// <param name="sink">Takes alerts, where one did; else null.</param>
    /// <exception cref="InvalidDataException">It is damaged, or was saved with something else; says what, and what to do.</exception>
    public static DetectionPipeline Restore(
        ReadOnlySpan<byte> checkpoint, Baseline? baseline = null, DetectionOptions? options = null, IAlertSink? sink = null)
    {
        var pipeline = Create(baseline, options, sink);
        PipelineImage.Read(Checkpoint.Read(checkpoint, pipeline._belongsTo), pipeline);
        return pipeline;
    }

    /// <summary>The input has ended: flows and episodes end, and the last alerts are told.</summary>
    public void Complete()
    {
        if (_completed) return;
        _completed = true;
        _records.Complete();
        _episodes.Complete();
        _incidents.Complete();
        CountRefused();
        _alerts?.Complete();
    }

    /// <summary>The alerts, in their order, until <see cref="Complete"/>. One reader, on any thread.</summary>
    /// <exception cref="InvalidOperationException">The pipeline was given a sink.</exception>
    public IAsyncEnumerable<Alert> ReadAlertsAsync(CancellationToken cancellationToken = default) => _alerts is null
        ? throw new InvalidOperationException("The pipeline was given a sink; its alerts go there.")
        : _alerts.ReadAllAsync(cancellationToken);

    /// <summary>
    /// Waits until the alerts found so far are among those that wait to be fetched, where <see cref="AlertOverflow.Wait"/> was
    /// chosen: await it between calls of <c>Process</c>. At once where there is room, or a sink.
    /// </summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken = default) =>
        _alerts?.WaitForRoomAsync(cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>Completes the pipeline. Alerts that were not fetched can still be.</summary>
    public ValueTask DisposeAsync()
    {
        Complete();
        return ValueTask.CompletedTask;
    }

    private static CommandJudge CreateJudge(
        Baseline? baseline, DetectionOptions options, SymbolTable symbols, IFindingSink findings, out LearnedCranes cranes,
        out LearnedNetwork network)
    {
        (cranes, network) = (default, default);
        if (baseline is null)
            return new(new(options.Seed), ReferenceMode.Online, options.Judge, symbols, findings, options.Policy);
        var reader = new StateReader(baseline.State.Span);
        var reference = CommandReference.Load(ref reader, baseline.Manifest.Seed);
        cranes = LearnedCranes.Load(ref reader, baseline, options.Limits.Cranes);
        network = LearnedNetwork.Load(ref reader);
        if (reader.Remaining > 0) reference.Polls = PollReference.Load(ref reader);
        network = network with { Seconds = LearnedNetwork.SecondMasters(reference) };
        if (reader.Remaining > 0) network = network with { Shape = SessionShape.Load(ref reader, baseline.Manifest.Seed, baseline.Model) };
        var model = baseline.Model(CommandWindows.Model);
        var windows = model is null
            ? null
            : new WindowJudge(SubspaceKernel.FromBytes(model.Kernel.Span), reference.WindowSpe, reference.WindowT2, model.Columns);
        return new(reference, ReferenceMode.Frozen, options.Judge, symbols, findings, options.Policy, windows, signed: baseline.Manifest.SignedSubjects());
    }

    private void OnRecord(in OtRecord record, RecordBody body)
    {
        Statistics.Records++;
        _episodes.PacketOffset = _judge.FileOffset = _records.PacketOffset;
        _episodes.Clock = _judge.Clock = _records.Clock;
        _episodes.Advance(record.TimestampNs);
        _judge.NowNs = _episodes.NowNs;
        if (record.Kind == RecordKind.Measurement)
        {
            _cranes.OnRow(record, body);
            (Statistics.MotionJudged, Statistics.MotionNotJudged) = (_cranes.Motion.Judged, _cranes.Motion.NotJudged);
            Statistics.Cranes = _cranes.Count;
        }
        else if (record.Violation == Violation.ClockOff)
        {
            _cranes.OnClock(record, body);
        }
        else
        {
            _rules.OnRecord(record, body);
            _network.OnRecord(record, body);
            _judge.OnRecord(record, body);
            if (record.Kind is RecordKind.Conversation or RecordKind.Flow) CountRefused(record, body);
        }

        (Statistics.Findings, Statistics.Episodes) = (_episodes.Findings, _episodes.Begun);
    }

    private ValueTask BeforeReadAsync(CancellationToken cancellation)
    {
        Statistics.CountRead();
        return WaitForRoomAsync(cancellation);
    }

    private void CountRefused(in OtRecord record, RecordBody body)
    {
        CountRefused();
        _full.OnCounts(Statistics.Capture.FlowsEvicted, Statistics.NotRemembered, record, body);
    }

    private void CountRefused() => Statistics.NotRemembered = _network.Refused + _episodes.Evicted + _incidents.Evicted;

    internal readonly struct JudgeSink(DetectionPipeline pipeline) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => pipeline.OnRecord(record, body);
    }
}
