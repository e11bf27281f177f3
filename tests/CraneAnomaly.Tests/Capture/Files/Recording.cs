using System.Buffers;
using System.IO.Pipelines;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture.Files;

/// <summary>Everything a capture reader said, in order.</summary>
internal sealed class Recording
{
    public List<CapturedPacket> Packets { get; } = [];

    public List<byte[]> Data { get; } = [];

    public List<(Violation Violation, long Frame, long Offset, long Amount)> Events { get; } = [];

    /// <summary>One line a packet or event, for comparing as a whole.</summary>
    public List<string> Lines { get; } = [];

    public CaptureResult? Result { get; private set; }

    public IEnumerable<Violation> Violations => Events.Select(e => e.Violation);

    /// <summary>Reads bytes that lie in memory as one segment.</summary>
    public static Recording Of(byte[] bytes, InputFormat format = InputFormat.Auto, Limits? limits = null) =>
        Of(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), format, limits);

    public static Recording Of(PipeReader pipe, InputFormat format = InputFormat.Auto, Limits? limits = null)
    {
        var recording = new Recording();
        using var input = new CaptureInput<RecordingSink>(
            pipe, format, new RecordingSink(recording), limits ?? Limits.Default);
        return recording.Run(input);
    }

    public static Recording OfFile(string path)
    {
        var recording = new Recording();
        using var input = new CaptureInput<RecordingSink>(
            path, InputFormat.Auto, new RecordingSink(recording), Limits.Default);
        return recording.Run(input);
    }

    private Recording Run(CaptureInput<RecordingSink> input)
    {
        ValueTask<CaptureResult> result = input.RunAsync(TestContext.Current.CancellationToken);
        Result = result.IsCompleted ? result.Result : result.AsTask().GetAwaiter().GetResult();
        return this;
    }
}

internal readonly struct RecordingSink(Recording recording) : IPacketSink
{
    public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        recording.Packets.Add(packet);
        recording.Data.Add(data.ToArray());
        recording.Lines.Add(FormattableString.Invariant(
            $"{packet.Frame} {packet.TimestampNs} {packet.LinkType} {packet.OriginalLength} {packet.FcsLength} ")
            + Convert.ToHexString(data));
    }

    public void OnFileEvent(Violation violation, long frame, long offset, long amount)
    {
        recording.Events.Add((violation, frame, offset, amount));
        recording.Lines.Add(FormattableString.Invariant($"{violation} {frame} {offset} {amount}"));
    }
}
