using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>Telemetry through the whole pipeline, as the lines that <c>records</c> prints.</summary>
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

    public static TelemetryRun Of(byte[] bytes, int chunk = int.MaxValue, Limits? limits = null) => Of(
        chunk >= bytes.Length ? PipeReader.Create(new(bytes)) : new TricklePipeReader(bytes, chunk), limits);

    public static TelemetryRun Of(PipeReader reader, Limits? limits = null)
    {
        using var stream = new MemoryStream();
        var buffer = new OutputBuffer(stream);
        var late = new LateWriter();
        var pipeline = new RecordPipeline<LateWriter.Sink>(new(late), limits);
        late.Writer = new(pipeline.Symbols, ["in"], buffer);
        var result = pipeline.RunAsync(reader).GetAwaiter().GetResult();
        pipeline.Complete();
        buffer.Flush();
        string[] lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new([.. lines], result, new(pipeline.Telemetry, pipeline.Symbols));
    }

    // "SECONDS CRANE {signals}" of a time that begins 2026-03-01T04:12:
    private static string Short(string line)
    {
        string time = line.Split("\"ts\":\"")[1].Split('"')[0];
        string crane = line.Contains("\"crane\":\"", StringComparison.Ordinal) ? line.Split("\"crane\":\"")[1].Split('"')[0] : "-";
        decimal seconds = decimal.Parse(time.AsSpan(17, 12), CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#########} {crane} {line[line.IndexOf("\"signals\":", StringComparison.Ordinal)..^1]["\"signals\":".Length..]}");
    }

    private sealed class LateWriter
    {
        public RecordJsonWriter? Writer { get; set; }

        public readonly struct Sink(LateWriter late) : IRecordSink
        {
            public void OnRecord(in OtRecord record, RecordBody body) => late.Writer!.OnRecord(record, body);
        }
    }
}
