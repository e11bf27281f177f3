using System.CommandLine;
using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>evaluate</c>: how good the product is on a labelled data set, beside simple and strong detectors.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "A folder with a folder 'clean' to learn from, and one for each run to detect in; "
                + "those with a labels.json say what happened, the others are benign.",
        };
        var json = new Option<string?>("--json") { Description = "Also write the result as JSON to this file." };
        var scores = new Option<string?>("--scores")
        {
            Description = "Judge these scores too: a CSV of folder,crane,timestamp,score.",
        };
        var seed = CommonOptions.Seed();
        var command = new Command("evaluate", "Measures recall, time to detect and false alarms on a labelled data set.")
        {
            folder, json, scores, seed,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(folder), parsed.GetValue(json), parsed.GetValue(scores), parsed.GetValue(seed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, string? json, string? scores, long seed, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) throw new UnusableException($"{folder}: there is no such folder.");
        var contestants = await new Evaluator(folder, seed, scores).RunAsync(
            step =>
            {
                if (!Console.IsErrorRedirected) Console.Error.WriteLine(step);
            }, cancellation);
        EvaluationReport.Print(Console.Out, contestants);
        if (json is not null)
        {
            await using var stream = Output.Open(json, []);
            EvaluationReport.WriteJson(stream, contestants);
        }

        return ExitCode.Done;
    }
}
