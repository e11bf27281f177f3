using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Detectors;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Telemetry;
using CraneAnomaly.Telemetry.Logs;
using CraneAnomaly.Telemetry.Tags;

namespace CraneAnomaly;

/// <summary>
/// The way from packets and lines of telemetry to records, without any judgement. One thread at a time may use it.
/// </summary>
/// <typeparam name="TSink">Where records go; a struct, so that the call is direct.</typeparam>
public sealed class RecordPipeline<TSink> where TSink : struct, IRecordSink
{
    private readonly Limits _limits;
    private readonly TrafficReader<TaggedSink<TSink>> _traffic;
    private readonly TelemetryReaders _telemetry;
    private readonly LogFlows _logs;

    // Last by its name, too: readers of inputs refer to all of the above.
    private readonly FollowState<InputSink> _watched;
    private long _frame;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="sink">Where records go.</param>
    /// <param name="limits">The caps, or null for the defaults.</param>
    /// <param name="tags">What registers and names mean; null where only the catalog's names are to be known.</param>
    public RecordPipeline(TSink sink, Limits? limits = null, IReadOnlyList<Tag>? tags = null)
    {
        _limits = limits ?? Limits.Default;
        Symbols = new(_limits.Symbols);
        _telemetry = new(_limits, Symbols, tags ?? []);
        var tagged = new TaggedSink<TSink>(sink, _telemetry.Registers);
        _traffic = new(_limits, Counters, ProtocolCatalog.Create<TaggedSink<TSink>>(_limits, Symbols), tagged);
        _logs = _telemetry.Flows(_limits, _traffic.NumberFlow);
        _watched = new(new(this));
    }

    /// <summary>Names that records carry as numbers.</summary>
    public SymbolTable Symbols { get; }

    /// <summary>What was seen, what was left aside, and why.</summary>
    public CaptureCounters Counters { get; } = new();

    /// <summary>What telemetry was read, and what was left aside.</summary>
    public TelemetryCounters Telemetry => _telemetry.Count();

    /// <summary>What logs were read, and what was left aside.</summary>
    public LogCounters Logs => _telemetry.Logs;

    /// <summary>Offset in its input of the packet being read, -1 where there is none.</summary>
    internal long PacketOffset { get; private set; } = -1;

    /// <summary>Awaited before each read of an input; null for none.</summary>
    internal Func<CancellationToken, ValueTask>? Room { get; set; }

    /// <summary>How far event time is believed to have come.</summary>
    internal BelievedTime Clock => _traffic.Clock is { } clock ? new(clock.NowNs, clock.LatestNs) : BelievedTime.Any;

    /// <summary>Takes one captured packet.</summary>
    /// <param name="packet">The bytes from the link-layer header on.</param>
    /// <param name="linkType">LINKTYPE number, 1 for Ethernet.</param>
    /// <param name="timestamp">When it was captured.</param>
    public void Process(ReadOnlySpan<byte> packet, int linkType, DateTimeOffset timestamp) => _traffic.OnPacket(
        new CapturedPacket
        {
            TimestampNs = (timestamp.UtcTicks - DateTime.UnixEpoch.Ticks) * 100,
            Frame = ++_frame,
            LinkType = linkType,
            OriginalLength = packet.Length,
        }, packet);

    /// <summary>Takes a whole capture or telemetry as a stream of bytes, and says how it ended.</summary>
    public async Task<CaptureResult> RunAsync(
        PipeReader reader, InputFormat format = InputFormat.Auto, CancellationToken cancellationToken = default)
    {
        using var input = new CaptureInput<InputSink>(reader, format, new(this), _limits, _telemetry) { Room = Room };
        return await input.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes captures and telemetry in event time, and says for each how it ended.</summary>
    public async Task<IReadOnlyList<CaptureResult>> RunAsync(
        CaptureInputs inputs, CancellationToken cancellationToken = default)
    {
        var merge = new PacketMerge(inputs.Paths, inputs.Format, inputs.Cut, _limits, _telemetry) { Room = Room };
        await merge.RunAsync(new InputSink(this), cancellationToken).ConfigureAwait(false);
        return merge.Results;
    }

    /// <summary>Takes captures and telemetry as they are written, until it is cancelled.</summary>
    public Task FollowAsync(FollowedInputs inputs, CancellationToken cancellationToken) =>
        inputs.RunAsync(_watched, _limits, _telemetry, Room, cancellationToken);

    /// <summary>The input has ended: flows end, and their records are handed on.</summary>
    public void Complete() => _traffic.EndInput();

    internal readonly struct InputSink(RecordPipeline<TSink> pipeline) : IInputSink
    {
        public void OnInput(int input, int place)
        {
            pipeline._traffic.Input = (ushort)input;
            pipeline._traffic.Place = place;
        }

        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
        {
            pipeline.PacketOffset = packet.Offset;
            pipeline._traffic.OnPacket(packet, data);
        }

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            pipeline._traffic.OnFileEvent(violation, frame, offset, amount);

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
        {
            pipeline.PacketOffset = offset;
            pipeline._traffic.OnRow(row, values, offset);
        }

        public void OnLog(in OtRecord record, ReadOnlySpan<byte> row, long offset)
        {
            pipeline.PacketOffset = offset;
            if (record.Kind == RecordKind.Violation) pipeline.Counters.Add(record.Violation);
            if (pipeline._logs.OnLog(record, row, pipeline._traffic.Input, ref pipeline._traffic.Sink) && record.Kind.IsPdu()) pipeline.Counters.Pdus++;
        }
    }
}

/// <summary>Hands records on, and behind them what they say about tags.</summary>
internal struct TaggedSink<TSink>(TSink sink, RegisterTags? tags) : IRecordSink where TSink : struct, IRecordSink
{
    private TSink _sink = sink;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        _sink.OnRecord(record, body);
        tags?.OnRecord(record, body, ref _sink);
    }
}
