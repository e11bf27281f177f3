using System.CommandLine;
using System.Globalization;
using CraneAnomaly.Cli.Delivering;
using CraneAnomaly.Sinks.Anchors;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>detect</c>: alerts.</summary>
internal static class DetectCommand
{
    /// <summary>What stands behind a log's name in that of its anchors.</summary>
    public const string AnchorSuffix = ".anchors";

    private const int NoFailure = 101;

    public static Command Create()
    {
        var inputs = new InputSet();
        var baseline = CommonOptions.Baseline("What is normal, as learn wrote it.");
        var output = CommonOptions.Out("The file to write alerts to; standard output by default.");
        var format = CommonOptions.AlertForm();
        var syslog = CommonOptions.Syslog(format);
        var site = new Option<string?>("--site") { Description = "Name of the site, as it stands in alerts." };
        var seed = CommonOptions.Seed();
        var failOn = FailOn();
        var deliver = Delivery.To();
        var spool = Delivery.Spool(deliver);
        var wait = Delivery.Wait();
        var anchorKey = AnchorKey(output, format, deliver);
        var command = new Command("detect", "Prints alerts, one a line, and delivers them.")
        {
            baseline, output, format, syslog, site, seed, failOn, deliver, spool, wait, anchorKey,
        };
        inputs.AddTo(command);
        inputs.AddRulesTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            TrySeverity(parsed.GetValue(failOn), out int severity);
            var options = new DetectionOptions
            {
                Site = parsed.GetValue(site),
                Seed = parsed.GetValue(seed),
                Tags = inputs.Tags(parsed),
                Cranes = inputs.Cranes(parsed),
                Policy = inputs.Policy(parsed),
                Permits = inputs.Permits(parsed),
            };
            var to = new Destination(parsed.GetValue(output), parsed.GetValue(format)!, parsed.GetValue(syslog))
            {
                Receivers = parsed.GetValue(deliver),
                Spool = parsed.GetValue(spool),
                Patience = TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(wait))),
                AnchorKey = parsed.GetValue(anchorKey),
            };
            return RunAsync(parsed, inputs, parsed.GetValue(baseline), options, to, severity, cancellation);
        });
        return command;
    }

    private static Option<string?> AnchorKey(Option<string?> output, Option<string> format, Option<string[]> deliver)
    {
        var key = new Option<string?>("--anchor-key")
        {
            Description = "A private key (P-256, PEM): signs where the log stands into FILE.anchors beside the file of --out, and into heartbeats.",
        };
        key.Validators.Add(result =>
        {
            bool log = result.GetValue(output) is not (null or "-") && result.GetValue(format) == AlertOutput.Lines;
            if (result.Tokens.Count > 0 && !log && result.GetValue(deliver) is not { Length: > 0 })
                result.AddError("--anchor-key signs a log: name one with --out FILE (ndjson), or a receiver with --deliver.");
        });
        return key;
    }

    private static Option<string?> FailOn()
    {
        var failOn = new Option<string?>("--fail-on")
        {
            Description = "Exit with 1 when an alert has this severity or more: "
                + "0-100, or informational, low, medium, high, critical.",
        };
        failOn.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !TrySeverity(result.Tokens[0].Value, out _))
                result.AddError("--fail-on takes 0-100, or informational, low, medium, high or critical.");
        });
        return failOn;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputSet inputs, string? baselinePath, DetectionOptions options,
        Destination to, int failOn, CancellationToken cancellation)
    {
        var named = inputs.Read(parsed);
        Baseline? baseline = null;
        if (baselinePath is null)
            Console.Error.WriteLine("no baseline: rules and self-calibrating detectors only; normal is learned while judging.");
        else
            baseline = LoadBaseline(baselinePath);

        using var key = Delivery.ReadKey(to.AnchorKey);
        await using var delivery = Delivery.Open(to.Receivers, to.Spool);
        await using var stream = Output.Open(to.Path, named.Paths);
        using var anchors = key is not null && to.IsLog ? new AnchorWriter(to.Path + AnchorSuffix, key) : null;
        var sink = new AlertOutput(stream, named.Paths, to.Form, to.InSyslog) { Anchors = anchors };
        await using var pipeline = DetectionPipeline.Create(baseline, options, sink);
        sink.Symbols = pipeline.Symbols;
        sink.Also = delivery?.Start(
            pipeline.Symbols, named.Paths, sink.HashOf, new DetectionCanary(baseline, options), () => pipeline.Statistics.Records, options.Site, key);
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        sink.Flush();
        Summarise(pipeline.Statistics);
        bool delivered = delivery is null || await delivery.EndAsync(to.Patience, cancellation);
        int code = inputs.Report(parsed, named, results);
        if (code == ExitCode.Done && !delivered) code = ExitCode.Unusable;
        return code != ExitCode.Done ? code : sink.WorstSeverity >= failOn ? ExitCode.Alerts : ExitCode.Done;
    }

    private static void Summarise(PipelineStatistics statistics)
    {
        var capture = statistics.Capture;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{capture.Packets:N0} packets, {capture.Pdus:N0} PDUs, {statistics.Findings:N0} findings in {statistics.Episodes:N0} episodes; ")
            + string.Create(CultureInfo.InvariantCulture,
            $"{capture.Rejected:N0} packets not decoded, {capture.GapBytes:N0} bytes not captured."));
        if (statistics.NotRemembered > 0)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{statistics.NotRemembered:N0} hosts, sessions, names or episodes were given up or left out: a table was full."));
        if (statistics.MotionJudged + statistics.MotionNotJudged == 0) return;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{statistics.MotionJudged:N0} features of moves judged, {statistics.MotionNotJudged:N0} not: their load or wind was not learned, or there is nothing yet to compare them with."));
    }

    private static Baseline LoadBaseline(string path)
    {
        try
        {
            return Baseline.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the baseline cannot be read: {e.Message}");
        }
    }

    private static bool TrySeverity(string? text, out int severity)
    {
        severity = NoFailure;
        switch (text)
        {
            case null: return true;
            case "informational": severity = 0; return true;
            case "low": severity = 20; return true;
            case "medium": severity = 40; return true;
            case "high": severity = 60; return true;
            case "critical": severity = 80; return true;
            default:
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out severity) && severity <= 100;
        }
    }

    /// <summary>Where alerts go.</summary>
    private sealed record Destination(string? Path, string Form, bool InSyslog)
    {
        public string[]? Receivers { get; init; }

        public string? Spool { get; init; }

        public TimeSpan Patience { get; init; }

        public string? AnchorKey { get; init; }

        public bool IsLog => Path is not (null or "-") && Form == AlertOutput.Lines && !InSyslog;
    }
}
