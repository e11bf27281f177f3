using System.CommandLine;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Cli.Delivering;
using CraneAnomaly.Cli.Live;

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
        var name = CommonOptions.Site();
        var inputFormat = CommonOptions.InputFormat();
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "A file in which the watch keeps all that it knows, and how far it has read; when it is started again it goes on there, "
                + "and open alerts stay open when it is ended.",
        };
        var every = new Option<double>("--checkpoint-every")
        {
            Description = "How often it is written, s. What was told since is told again after a crash, under the same ids.",
            DefaultValueFactory = _ => 30,
        };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 86_400)) result.AddError("--checkpoint-every takes 0.1 to 86400 s.");
        });
        var command = new Command("watch", "Prints and delivers alerts of files that grow, are rotated or come to a folder, until it is ended (Ctrl-C).")
        {
            sources, baseline, name, inputFormat, checkpoint, every,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(checkpoint) is not null && result.GetValue(sources) is [StandardInput])
                result.AddError("--checkpoint does not go with standard input, which cannot be read again.");
        });
        to.AddTo(command);
        site.AddTo(command);
        site.AddRulesTo(command);
        site.AddNamesTo(command);
        command.SetAction((parsed, _) =>
        {
            string[] all = parsed.GetRequiredValue(sources);
            string[] named = [.. all.Where(source => !SourceUri.Is(source))];
            SiteFiles.Check(named);
            var options = new DetectionOptions
            {
                Site = parsed.GetValue(name),
                Tags = site.Tags(parsed, named),
                Cranes = SiteFiles.CranesIn(named),
                Policy = site.Policy(parsed, named),
                Permits = site.Permits(parsed, named),
                Prefixes = site.Prefixes(parsed),
            };
            var live = all.Where(SourceUri.Is).Select(SourceUri.Open).ToList();
            var kept = parsed.GetValue(checkpoint) is { } file ? new CheckpointFile(file) : null;
            return RunAsync(
                named, live, InputSet.FormatOf(parsed.GetValue(inputFormat)), DetectCommand.LoadBaseline(parsed.GetValue(baseline)), options, parsed, to,
                kept, TimeSpan.FromSeconds(parsed.GetValue(every)));
        });
        return command;
    }

    private static Argument<string[]> Sources()
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A file that grows or is rotated, a folder or a pattern that files come to (they need not be there yet), "
                + "interface:NAME (?filter=EXPRESSION of libpcap), mqtt://HOST:PORT/TOPIC (mqtts:; TOPIC may have + and #), kafka://HOST:PORT/TOPIC?group=NAME (kafka+tls:), "
                + "syslog://ADDRESS:PORT?payload=zeek to listen on (UDP and TCP; syslog+tls: with cert and key), "
                + "or - alone for standard input. Settings of brokers follow as ?name=value&name=value: payload (json, sparkplug, zeek, eve), "
                + "client of mqtt, ca, cert, key and host of TLS, user with password-env or password-file.",
        };
        sources.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value is ['-', _, ..] && !Path.Exists(token.Value)) result.AddError($"Unrecognized option '{token.Value}'.");
                if (SourceUri.Is(token.Value) && SourceUri.Check(token.Value) is { } error) result.AddError(error);
                if (token.Value == StandardInput && result.Tokens.Count > 1) result.AddError("- stands alone: standard input is read to its end.");
            }
        });
        return sources;
    }

    private static async Task<int> RunAsync(
        string[] named, IReadOnlyList<LiveSource> live, Capture.InputFormat format, Baseline? baseline, DetectionOptions options, ParseResult parsed, AlertDestination to,
        CheckpointFile? kept, TimeSpan every)
    {
        using var ended = new CancellationTokenSource();
        int code = ExitCode.Done;
        DetectionPipeline? pipeline = null;
        var inputs = new FollowedInputs(named, format)
        {
            Live = live,
            Ended = Report,
            CheckpointEvery = every,
            Checkpoint = kept is null ? null : () => kept.Save(pipeline!),
        };
        bool isPiped = named is [StandardInput];
        await using var run = to.Open(parsed, isPiped ? [] : named, isPiped ? named : inputs.Names, isLive: true);
        pipeline = kept?.Open(baseline, options, run.Sink) ?? DetectionPipeline.Create(baseline, options, run.Sink);
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
            Console.Error.WriteLine($"watching {string.Join(", ", named.Concat(live.Select(source => source.Name)))}");
            await pipeline.FollowAsync(inputs, ended.Token);
        }

        // What was saved goes on: its episodes are not over.
        if (kept is null) pipeline.Complete();
        DetectCommand.Summarise(pipeline.Statistics);
        return await run.EndAsync(CancellationToken.None) ? code : ExitCode.Unusable;

        void End(PosixSignalContext signal)
        {
            if (ended.IsCancellationRequested) return;
            signal.Cancel = true;
            ended.Cancel();
        }

        // Only what did not end well: a ring has many files. A source that is lost ends the watch.
        void Report(string path, CaptureResult result)
        {
            if (result.End == CaptureEnd.Complete || (result.End == CaptureEnd.Empty && live.Any(source => source.Name == path))) return;
            Console.Error.WriteLine(InputSet.Sentence(path, result));
            if (live.Any(source => source.Name == path)) code = ExitCode.Unusable;
        }
    }
}
