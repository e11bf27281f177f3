using System.IO.Pipelines;
using CraneAnomaly.Benchmarks.Comparison;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Capture;

using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry;
using Newtonsoft.Json.Linq;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary><c>telemetry</c>: messages of telemetry read by us and by others, by turns, in one process.</summary>
internal static class TelemetryVerb
{
    public static int Run(VerbArguments arguments)
    {
        int messages = arguments.Number("messages", 200_000), rounds = arguments.Number("rounds", 5);
        byte[] json = TelemetryLines.Json(messages), any = TelemetryLines.JsonInAnyOrder(messages);
        byte[] csv = TelemetryLines.Csv(messages), flat = TelemetryLines.Flat(messages);
        var report = new Report("Telemetry", arguments);
        report.Line($"- {messages:N0} messages of {TelemetryLines.Fields} fields and {(double)json.Length / messages:0} bytes, 12 cranes by turns");
        report.Line($"- {rounds} rounds by turns after two that warm up; CPU time is that of the whole process");
        var memoryPeer = new Route("Utf8JsonReader, in memory", () => new(new Utf8JsonPeer().Read(json), 0));
        var pipePeer = new Route("Utf8JsonReader, through a pipe", () => new(new Utf8JsonPeer().Read(new MemoryStream(json)), 0));
        var newtonsoft = new Route("Newtonsoft JObject, ReadLine", () => Newtonsoft(json));
        List<(Route Route, Route? Peer)> routes =
        [
            (memoryPeer, null), (pipePeer, null), (newtonsoft, null),
            (new("stable order, in memory: parsed", () => Parsed(json)) { Requirement = new() { FloorRatio = 6, TargetRate = 2e6 } }, memoryPeer),
            (new("stable order, in memory: parsed, and rows put in order", () => InMemory(json)) { Requirement = new() { TargetRate = 2e6 } }, memoryPeer),
            (new("the same through a pipe", () => ThroughPipe(json)) { Requirement = new() { FloorRatio = 4, TargetRate = 2e6 } }, pipePeer),
            (new("the same in memory, against Newtonsoft", () => InMemory(json)) { Requirement = new() { TargetRatio = 12 } }, newtonsoft),
            (new("any order, in memory: parsed, and rows put in order", () => InMemory(any)) { Requirement = new() { TargetRate = 1e6 } }, memoryPeer),
            (new("TIC 4.0 flat, in memory", () => InMemory(flat)), null),
            (new("of that: lines and UTF-8", () => Stage(json, withRows: false)), null),
            (new("of that: lines, UTF-8 and the order of rows", () => Stage(json, withRows: true)), null),
            (new("CSV, in memory", () => InMemory(csv)), null),
        ];
        Route.RunByTurns([.. routes.Select(r => r.Route)], rounds, _ => { });
        report.Table(
            ["path", "CPU s", "M messages/CPU-s", "best round", "times faster than its peer", "B/message", "design.md, 7"],
            routes.Select(r => Row(r.Route, r.Peer)));
        report.Line("Medians of the rounds. Ours refuses a key that stands twice, checks UTF-8 and every value, and makes rows of the catalog's signals;");
        report.Line("the peers do none of that. \"Parsed\" is what design.md, 7, has a floor for in memory and what the peers do too: from bytes to the");
        report.Line("values of a row. What the product does behind it (clocks of the cranes, double and late rows, their order) is in the lines that");
        report.Line("say so. B/message is all that the process allocated, set-up included.");
        report.Save(arguments.Out, "telemetry");
        return 0;
    }

    private static string[] Row(Route route, Route? peer)
    {
        double rate = Sample.Median(route.Samples.Select(s => s.PacketsPerCpuSecond));
        double ratio = route.TimesFasterThan(peer);
        return
        [
            route.Name, Report.Text($"{Sample.Median(route.Samples.Select(s => s.CpuSeconds)):0.000}"),
            Report.Text($"{rate / 1e6:0.00}"), Report.Text($"{route.Samples.Max(s => s.PacketsPerCpuSecond) / 1e6:0.00}"),
            double.IsNaN(ratio) ? "-" : Report.Text($"{ratio:0.0}"),
            Report.Text($"{Sample.Median(route.Samples.Select(s => s.BytesPerPacket)):0.0}"), route.Requirement.Judge(rate, ratio),
        ];
    }

    private static Outcome InMemory(byte[] bytes)
    {
        var count = new Count();
        var format = bytes[0] == '{' ? InputFormat.Json : InputFormat.Csv;
        var reader = new TelemetryReaders(Limits.Default, new(), []).Create(format, new Count.PacketSink(count), Limits.Default, peek: false);
        int used = reader.Read(bytes, 0);
        reader.End(bytes.AsSpan(used), used);
        return new(count.Rows, count.Values);
    }

    private static Outcome Parsed(byte[] bytes)
    {
        var count = new Count();
        var reader = new ParseStage(count, new());
        int used = reader.Read(bytes, 0);
        reader.End(bytes.AsSpan(used), used);
        return new(count.Rows, count.Values);
    }

    private static Outcome Stage(byte[] bytes, bool withRows)
    {
        var count = new Count();
        var reader = new LineStages(count, withRows);
        int used = reader.Read(bytes, 0);
        reader.End(bytes.AsSpan(used), used);
        return new(count.Rows, 0);
    }

    private static Outcome ThroughPipe(byte[] bytes)
    {
        var count = new Count();
        var pipe = PipeReader.Create(new MemoryStream(bytes), new(bufferSize: 256 * 1024, minimumReadSize: 128 * 1024));
        using var input = new CaptureInput<Count.PacketSink>(
            pipe, InputFormat.Json, new(count), Limits.Default, new TelemetryReaders(Limits.Default, new(), []));
        input.RunAsync(default).AsTask().GetAwaiter().GetResult();
        return new(count.Rows, count.Values);
    }

    private static Outcome Newtonsoft(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        long messages = 0;
        while (reader.ReadLine() is { } line)
        {
            if (JObject.Parse(line)["hoist.speed"] is not null) messages++;
        }

        return new(messages, 0);
    }
}
