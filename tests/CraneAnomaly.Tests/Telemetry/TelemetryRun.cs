using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Telemetry;
using CraneAnomaly.Tests.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>Telemetry through its readers, as the lines that <c>records</c> prints.</summary>
internal sealed class TelemetryRun
{
    private TelemetryRun(List<string> lines, CaptureResult result, TelemetryCountersView counters) =>
        (Lines, Result, Counters) = (lines, result, counters);

    public List<string> Lines { get; }

    public CaptureResult Result { get; }

    public TelemetryCountersView Counters { get; }

    /// <summary>Lines of measurements, without what is the same in all.</summary>
    public List<string> Rows => [.. Lines.Where(l => l.Contains("\"measurement\"", StringComparison.Ordinal)).Select(Short)];

    /// <summary>Codes of violations, in their order.</summary>
    public List<string> Violations =>
    [
        .. Lines.Where(l => l.Contains("\"violation\":\"", StringComparison.Ordinal))
            .Select(l => l.Split("\"violation\":\"")[1].Split('"')[0]),
    ];

    public static TelemetryRun Of(string text, int chunk = int.MaxValue, Limits? limits = null) =>
        Of(Encoding.UTF8.GetBytes(text), chunk, limits);

    public static TelemetryRun Of(string text, IReadOnlyList<Tag> tags) =>
        Of(PipeReader.Create(new(Encoding.UTF8.GetBytes(text))), null, tags);

    public static TelemetryRun Of(byte[] bytes, int chunk = int.MaxValue, Limits? limits = null) => Of(
        chunk >= bytes.Length ? PipeReader.Create(new(bytes)) : new TricklePipeReader(bytes, chunk), limits);

    public static TelemetryRun Of(PipeReader reader, Limits? limits = null, IReadOnlyList<Tag>? tags = null)
    {
        limits ??= Limits.Default;
        using var stream = new MemoryStream();
        var buffer = new OutputBuffer(stream, 16 * 1024);
        var symbols = new SymbolTable(limits.Symbols);
        var readers = new TelemetryReaders(limits, symbols, tags ?? []);
        var sink = new Sink(new RecordJsonWriter(symbols, ["in"], buffer));
        using var input = new CaptureInput<Sink>(reader, InputFormat.Auto, sink, limits, readers);
        var result = input.RunAsync(default).AsTask().GetAwaiter().GetResult();
        buffer.Flush();
        string[] lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new([.. lines], result, new(readers.Count(), symbols));
    }

    // "SECONDS CRANE {signals}" of a time that begins 2026-03-01T04:12:
    private static string Short(string line)
    {
        string time = line.Split("\"ts\":\"")[1].Split('"')[0];
        string crane = line.Contains("\"crane\":\"", StringComparison.Ordinal) ? line.Split("\"crane\":\"")[1].Split('"')[0] : "-";
        decimal seconds = decimal.Parse(time.AsSpan(17, 12), CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#########} {crane} {line[line.IndexOf("\"signals\":", StringComparison.Ordinal)..^1]["\"signals\":".Length..]}");
    }

    // As the pipeline does it, without all that packets need.
    private readonly struct Sink(RecordJsonWriter writer) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => Assert.Fail("a packet");

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            OnRow(new() { Kind = RecordKind.Violation, Violation = violation, Flow = -1 }, default, offset);

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
        {
            var none = FlowIdentity.None;
            var gap = new GapBody { Bytes = row.Transaction, Offset = offset, Count = 1 };
            var head = row.Kind == RecordKind.Violation ? RecordBody.HeadOf(in gap) : default;
            writer.OnRecord(row, new(in none, head, MemoryMarshal.AsBytes(values)));
        }
    }
}
