using System.CommandLine;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Summary;
using CraneAnomaly.Sinks.Formats.Zeek;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>records</c>: what was parsed.</summary>
internal static class RecordsCommand
{
    public static Command Create()
    {
        var inputs = new InputSet();
        var format = new Option<string>("--format")
        {
            Description = "ndjson (one record a line) or zeek (Zeek and ICSNPP logs into the folder --out).",
            DefaultValueFactory = _ => "ndjson",
        };
        format.AcceptOnlyFromAmong("ndjson", "zeek");
        var output = CommonOptions.Out("The file, or for zeek the folder, to write to; standard output by default.");
        var summary = new Option<bool>("--summary") { Description = "Print for each link what was seen, decoded and unknown." };
        var list = new Option<bool>("--list-violations") { Description = "Print every violation code and what it means." };
        var command = new Command("records", "Prints what was parsed, one JSON object a line.") { format, output, summary, list };
        inputs.AddTo(command);
        inputs.AllowNone(command, list);
        command.Validators.Add(result =>
        {
            if (result.GetValue(format) == "zeek" && result.GetValue(output) is null)
                result.AddError("--format zeek writes a folder: name it with --out.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(list))
            {
                ViolationList.Print(Console.Out);
                return Task.FromResult(ExitCode.Done);
            }

            var named = inputs.Read(parsed);
            string? to = parsed.GetValue(output);
            return parsed.GetValue(summary) ? SummaryAsync(parsed, inputs, named, cancellation)
                : parsed.GetValue(format) == "zeek" ? ZeekAsync(parsed, inputs, named, to!, cancellation)
                : JsonAsync(parsed, inputs, named, to, cancellation);
        });
        return command;
    }

    private static async Task<int> JsonAsync(
        ParseResult parsed, InputSet inputs, CaptureInputs named, string? to, CancellationToken cancellation)
    {
        await using var stream = Output.Open(to, named.Paths);
        var buffer = new OutputBuffer(stream);
        var sink = new LateSink<RecordJsonWriter>();
        var pipeline = new RecordPipeline<LateSink<RecordJsonWriter>.Sink>(new(sink), tags: inputs.Tags(parsed));
        sink.Writer = new RecordJsonWriter(pipeline.Symbols, named.Paths, buffer);
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        buffer.Flush();
        return inputs.Report(parsed, named, results);
    }

    private static async Task<int> ZeekAsync(
        ParseResult parsed, InputSet inputs, CaptureInputs named, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var writer = new ZeekLogWriter(folder, Limits.Default);
        var pipeline = new RecordPipeline<LateSink<ZeekLogWriter>.Sink>(new(new() { Writer = writer }), tags: inputs.Tags(parsed));
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        if (pipeline.Telemetry.Cranes.Sum(crane => crane.Rows) is > 0 and var rows)
            Console.Error.WriteLine($"{rows} rows of telemetry are left out: Zeek has no log for them; --format ndjson prints them.");
        return inputs.Report(parsed, named, results);
    }

    private static async Task<int> SummaryAsync(
        ParseResult parsed, InputSet inputs, CaptureInputs named, CancellationToken cancellation)
    {
        var sink = new LateSink<TrafficSummary>();
        var pipeline = new RecordPipeline<LateSink<TrafficSummary>.Sink>(new(sink), tags: inputs.Tags(parsed));
        sink.Writer = new TrafficSummary(pipeline.Symbols);
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        sink.Writer.Print(Console.Out, Coverage.Of(pipeline.Counters));
        TelemetrySummary.Print(Console.Out, Coverage.Of(pipeline.Telemetry, pipeline.Symbols));
        LogSummary.Print(Console.Out, Coverage.Of(pipeline.Logs));
        return inputs.Report(parsed, named, results);
    }
}
