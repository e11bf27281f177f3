using System.IO.Pipelines;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Telemetry.Logs;
using CraneAnomaly.Tests.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>Logs through a pipeline: the lines that <c>records</c> prints, and those that it does not.</summary>
internal sealed class LogRun
{
    private readonly List<string> _opened = [];

    private LogRun(CaptureResult[] results) => Results = results;

    /// <summary>Lines of records, without the input.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Conversations that detectors are told of.</summary>
    public IReadOnlyList<string> Opened => _opened;

    public CaptureResult[] Results { get; private set; }

    public CaptureResult Result => Results[0];

    public required LogCounters Counters { get; init; }

    /// <summary>Codes of violations, in their order.</summary>
    public List<string> Violations =>
    [
        .. Lines.Where(l => l.Contains("\"kind\":\"violation\"", StringComparison.Ordinal)).Select(l => l.Split("\"violation\":\"")[1].Split('"')[0]),
    ];

    public static LogRun Of(string text, int chunk = int.MaxValue, Limits? limits = null) => Of(Encoding.UTF8.GetBytes(text), chunk, limits);

    public static LogRun Of(byte[] bytes, int chunk = int.MaxValue, Limits? limits = null)
    {
        var reader = chunk >= bytes.Length ? PipeReader.Create(new(bytes)) : new TricklePipeReader(bytes, chunk);
        return Run(limits, async pipeline => [await pipeline.RunAsync(reader, InputFormat.Auto)]);
    }

    public static LogRun OfFiles(params string[] paths) =>
        Run(null, async pipeline => [.. await pipeline.RunAsync(new CaptureInputs { Paths = paths })]);

    private static LogRun Run(Limits? limits, Func<RecordPipeline<Sink>, Task<CaptureResult[]>> read)
    {
        using var stream = new MemoryStream();
        var buffer = new OutputBuffer(stream, 16 * 1024);
        var writer = new Late();
        var pipeline = new RecordPipeline<Sink>(new(writer), limits);
        writer.Lines = new(pipeline.Symbols, ["in", "in", "in", "in"], buffer);
        var results = read(pipeline).GetAwaiter().GetResult();
        pipeline.Complete();
        buffer.Flush();
        var run = new LogRun(results) { Counters = pipeline.Logs };
        run._opened.AddRange(writer.Opened);
        foreach (string line in Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            run.Lines.Add(line.Replace(",\"input\":\"in\"", "", StringComparison.Ordinal));
        return run;
    }

    internal sealed class Late
    {
        public RecordJsonWriter? Lines { get; set; }

        public List<string> Opened { get; } = [];
    }

    internal readonly struct Sink(Late late) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind != RecordKind.Conversation)
            {
                late.Lines!.OnRecord(record, body);
                return;
            }

            ref readonly var flow = ref body.Flow;
            late.Opened.Add($"{EventTime.ToText(record.TimestampNs)[11..]} {record.Protocol.Name()} {flow.Originator} {flow.Responder}:{flow.ResponderPort} {flow.OriginatorMac}");
        }
    }
}
