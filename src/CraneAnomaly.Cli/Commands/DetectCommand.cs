using System.CommandLine;
using System.Globalization;
using CraneAnomaly.Cli.Delivering;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>detect</c>: alerts.</summary>
internal static class DetectCommand
{
    private const int NoFailure = 101;

    public static Command Create()
    {
        var inputs = new InputSet();
        var baseline = CommonOptions.Baseline("What is normal, as learn wrote it.");
        var to = new AlertDestination();
        var site = CommonOptions.Site();
        var seed = CommonOptions.Seed();
        var failOn = FailOn();
        var command = new Command("detect", "Prints alerts, one a line, and delivers them.") { baseline, site, seed, failOn };
        to.AddTo(command);
        inputs.AddTo(command);
        inputs.AddRulesTo(command);
        inputs.AddNamesTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            TrySeverity(parsed.GetValue(failOn), out int severity);
            var options = inputs.Judging(parsed, site, seed);
            return RunAsync(parsed, inputs, parsed.GetValue(baseline), options, to, severity, cancellation);
        });
        return command;
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
        AlertDestination to, int failOn, CancellationToken cancellation)
    {
        var named = inputs.Read(parsed);
        var baseline = LoadBaseline(baselinePath);
        await using var run = to.Open(parsed, named.Paths, named.Paths, isLive: false);
        await using var pipeline = DetectionPipeline.Create(baseline, options, run.Sink);
        run.Begin(pipeline, baseline, options);
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        Summarise(pipeline.Statistics);
        bool delivered = await run.EndAsync(cancellation);
        int code = inputs.Report(parsed, named, results);
        if (code == ExitCode.Done && !delivered) code = ExitCode.Unusable;
        return code != ExitCode.Done ? code : run.Sink.WorstSeverity >= failOn ? ExitCode.Alerts : ExitCode.Done;
    }

    /// <summary>Says what was read, judged and left out.</summary>
    public static void Summarise(PipelineStatistics statistics)
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

    /// <summary>The baseline that is named; without one says what that means.</summary>
    /// <exception cref="UnusableException">It cannot be read.</exception>
    public static Baseline? LoadBaseline(string? path)
    {
        if (path is null)
        {
            Console.Error.WriteLine("no baseline: rules and self-calibrating detectors only; normal is learned while judging.");
            return null;
        }

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
}
