using System.CommandLine;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Cli.Delivering;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>watch</c>: alerts of what is being written, until somebody ends it.</summary>
internal static class WatchCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var sources = Sources();
        var site = new SiteFiles();
        var baseline = CommonOptions.Baseline("What is normal, as learn wrote it.");
        var to = new AlertDestination();
        var name = new Option<string?>("--site") { Description = "Name of the site, as it stands in alerts." };
        var inputFormat = CommonOptions.InputFormat();
        var command = new Command("watch", "Prints and delivers alerts of files that grow, are rotated or come to a folder, until it is ended (Ctrl-C).")
        {
            sources, baseline, name, inputFormat,
        };
        to.AddTo(command);
        site.AddTo(command);
        site.AddRulesTo(command);
        command.SetAction((parsed, _) =>
        {
            string[] named = parsed.GetRequiredValue(sources);
            SiteFiles.Check(named);
            var options = new DetectionOptions
            {
                Site = parsed.GetValue(name),
                Tags = site.Tags(parsed, named),
                Cranes = SiteFiles.CranesIn(named),
                Policy = site.Policy(parsed, named),
                Permits = site.Permits(parsed, named),
            };
            return RunAsync(
                named, InputSet.FormatOf(parsed.GetValue(inputFormat)), DetectCommand.LoadBaseline(parsed.GetValue(baseline)), options, parsed, to);
        });
        return command;
    }

    private static Argument<string[]> Sources()
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A file that grows or is rotated, a folder or a pattern that files come to (they need not be there yet), "
                + "or - alone for standard input.",
        };
        sources.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value is ['-', _, ..] && !Path.Exists(token.Value)) result.AddError($"Unrecognized option '{token.Value}'.");
                if (token.Value == StandardInput && result.Tokens.Count > 1) result.AddError("- stands alone: standard input is read to its end.");
            }
        });
        return sources;
    }

    private static async Task<int> RunAsync(
        string[] named, Capture.InputFormat format, Baseline? baseline, DetectionOptions options, ParseResult parsed, AlertDestination to)
    {
        using var ended = new CancellationTokenSource();
        var inputs = new FollowedInputs(named, format) { Ended = Report };
        bool isPiped = named is [StandardInput];
        await using var run = to.Open(parsed, isPiped ? [] : named, isPiped ? named : inputs.Names, isLive: true);
        await using var pipeline = DetectionPipeline.Create(baseline, options, run.Sink);
        run.Begin(pipeline, baseline, options);
        if (isPiped)
        {
            foreach (var result in await pipeline.RunAsync(new CaptureInputs { Paths = named, Format = format })) Report("standard input", result);
        }
        else
        {
            // The first signal ends the watch: what is there is read, and open alerts are closed. A second one has its usual effect.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            Console.Error.WriteLine($"watching {string.Join(", ", named)}");
            await pipeline.FollowAsync(inputs, ended.Token);
        }

        pipeline.Complete();
        DetectCommand.Summarise(pipeline.Statistics);
        return await run.EndAsync(CancellationToken.None) ? ExitCode.Done : ExitCode.Unusable;

        void End(PosixSignalContext signal)
        {
            if (ended.IsCancellationRequested) return;
            signal.Cancel = true;
            ended.Cancel();
        }
    }

    // Only what did not end well: a ring has many files.
    private static void Report(string path, CaptureResult result)
    {
        if (result.End != CaptureEnd.Complete) Console.Error.WriteLine(InputSet.Sentence(path, result));
    }
}
