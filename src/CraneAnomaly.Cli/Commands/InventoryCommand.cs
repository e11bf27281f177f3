using System.CommandLine;
using CraneAnomaly.Sinks.Formats.Inventory;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>inventory</c>: who is on the network, and where that differs from what is approved.</summary>
internal static class InventoryCommand
{
    public static Command Create()
    {
        var inputs = new InputSet();
        var format = new Option<string>("--format")
        {
            Description = "text (tables for a person) or json (one object).",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");
        var output = CommonOptions.Out("The file to write to; standard output by default.");
        var command = new Command("inventory", "Prints assets, roles, firmware, links and the difference to the approved list.") { format, output };
        inputs.AddTo(command);
        inputs.AddRulesTo(command);
        inputs.AddNamesTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed, inputs, parsed.GetValue(format) == "json", parsed.GetValue(output), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, InputSet inputs, bool asJson, string? to, CancellationToken cancellation)
    {
        var named = inputs.Read(parsed);
        await using var stream = Output.Open(to, named.Paths);
        var sink = new LateSink<SiteInventory>();
        var pipeline = new RecordPipeline<LateSink<SiteInventory>.Sink>(new(sink), tags: inputs.Tags(parsed));
        sink.Writer = new SiteInventory(pipeline.Symbols, inputs.Policy(parsed)) { Prefixes = inputs.Prefixes(parsed) };
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        if (asJson)
        {
            sink.Writer.WriteJson(stream);
        }
        else
        {
            await using var text = new StreamWriter(stream, leaveOpen: true);
            sink.Writer.Print(text);
        }

        return inputs.Report(parsed, named, results);
    }
}
