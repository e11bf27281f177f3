using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;
using CraneAnomaly.Protocols;
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
public sealed class DetectionPipeline : IAsyncDisposable
{
    private readonly DetectionOptions _options;
    private readonly EpisodeTracker _episodes;
    private readonly CommandJudge _judge;
    private readonly TrafficReader<JudgeSink> _traffic;
    private readonly Channel<Alert>? _alerts;
    private long _frame;
    private bool _completed;

    private DetectionPipeline(Baseline? baseline, DetectionOptions options, IAlertSink? sink)
    {
        _options = options;
        if (sink is null)
        {
            _alerts = Channel.CreateBounded<Alert>(
                new BoundedChannelOptions(options.AlertCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Statistics.AlertsDropped++);
            sink = new ChannelSink(_alerts.Writer);
        }

        var model = baseline is null ? null : new AlertModel("baseline", baseline.Manifest.Format.ToString(), baseline.Hash);
        _episodes = new(options.Episodes, new(options.Site, options.Handling, model, options.Hash), sink);
        _judge = CreateJudge(baseline, options, Symbols, finding =>
        {
            Statistics.Findings++;
            _episodes.Add(finding);
        });
        _traffic = new(options.Limits, Statistics.Capture, ProtocolCatalog.Create<JudgeSink>(options.Limits, Symbols), new(this));
    }

    /// <summary>Names that records carry as numbers, for writers of records and alerts.</summary>
    public SymbolTable Symbols { get; } = new();

    /// <summary>What was seen, left aside and found.</summary>
    public PipelineStatistics Statistics { get; } = new();

    /// <summary>Makes a pipeline.</summary>
    /// <param name="baseline">What is normal; without one, normal is learned while judging.</param>
    /// <param name="options">The choices, or null for the defaults.</param>
    /// <param name="sink">Takes alerts as they arise; null to fetch them with <see cref="ReadAlertsAsync"/>.</param>
    /// <exception cref="InvalidDataException">The baseline's state does not fit this version.</exception>
    public static DetectionPipeline Create(Baseline? baseline = null, DetectionOptions? options = null, IAlertSink? sink = null) =>
        new(baseline, options ?? new(), sink);

    /// <summary>Takes one captured packet.</summary>
    /// <param name="packet">The bytes from the link-layer header on.</param>
    /// <param name="linkType">LINKTYPE number, 1 for Ethernet.</param>
    /// <param name="timestamp">When it was captured.</param>
    public void Process(ReadOnlySpan<byte> packet, int linkType, DateTimeOffset timestamp) => OnPacket(
        new CapturedPacket
        {
            TimestampNs = (timestamp.UtcTicks - DateTime.UnixEpoch.Ticks) * 100,
            Frame = ++_frame,
            LinkType = linkType,
            OriginalLength = packet.Length,
            Offset = -1,
        }, packet);

    /// <summary>Takes one record from elsewhere.</summary>
    public void Process(in OtRecord record, RecordBody body) => OnRecord(record, body);

    /// <summary>Takes a whole capture as a stream of bytes.</summary>
    /// <exception cref="InvalidDataException">It is no capture, or is damaged; what is readable was taken before.</exception>
    public async Task RunAsync(
        PipeReader reader, InputFormat format = InputFormat.Auto, CancellationToken cancellationToken = default)
    {
        using var input = new CaptureInput<InputSink>(reader, format, new(this), _options.Limits);
        var result = await input.RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.End != CaptureEnd.Complete)
            throw new InvalidDataException($"The capture is unusable from offset {result.Offset} on: {result.Reason}; {result.Advice}.");
    }

    /// <summary>The input has ended: flows and episodes end, and the last alerts are told.</summary>
    public void Complete()
    {
        if (_completed) return;
        _completed = true;
        _traffic.Flush();
        _episodes.Complete();
        Statistics.Episodes = _episodes.Begun;
        _alerts?.Writer.TryComplete();
    }

    /// <summary>The alerts, in their order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Alert> ReadAlertsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (_alerts is null) throw new InvalidOperationException("The pipeline was given a sink; its alerts go there.");
        await foreach (var alert in _alerts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return alert;
    }

    /// <summary>Completes the pipeline.</summary>
    public ValueTask DisposeAsync()
    {
        Complete();
        return ValueTask.CompletedTask;
    }

    internal ValueTask RunAsync(PacketMerge inputs, CancellationToken cancellation) =>
        inputs.RunAsync(new InputSink(this), cancellation);

    private static CommandJudge CreateJudge(
        Baseline? baseline, DetectionOptions options, SymbolTable symbols, Action<Finding> report)
    {
        if (baseline is null)
            return new(new(options.Seed), ReferenceMode.Online, options.Judge, symbols, report);
        var reader = new StateReader(baseline.State.Span);
        var reference = CommandReference.Load(ref reader, baseline.Manifest.Seed);
        var model = baseline.Model(CommandWindows.Model);
        var windows = model is null
            ? null
            : new WindowJudge(SubspaceKernel.FromBytes(model.Kernel.Span), reference.WindowSpe, reference.WindowT2, model.Columns);
        return new(reference, ReferenceMode.Frozen, options.Judge, symbols, report, windows);
    }

    private void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        _judge.FileOffset = packet.Offset;
        _traffic.OnPacket(packet, data);
    }

    private void OnRecord(in OtRecord record, RecordBody body)
    {
        Statistics.Records++;
        _judge.OnRecord(record, body);
        _episodes.Advance(record.TimestampNs);
    }

    private readonly struct JudgeSink(DetectionPipeline pipeline) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => pipeline.OnRecord(record, body);
    }

    private readonly struct InputSink(DetectionPipeline pipeline) : IInputSink
    {
        public void OnInput(int input) => pipeline._traffic.Input = (ushort)input;

        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => pipeline.OnPacket(packet, data);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            pipeline._traffic.OnFileEvent(violation, frame, offset, amount);
    }

    private sealed class ChannelSink(ChannelWriter<Alert> writer) : IAlertSink
    {
        public void OnAlert(Alert alert) => writer.TryWrite(alert);
    }
}
