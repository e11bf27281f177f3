using System.Globalization;
using CraneAnomaly.Benchmarks.Comparison;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Benchmarks.Sinks;

/// <summary><c>formats</c>: how many alerts a core-second each format writes, and what it allocates.</summary>
internal static class FormatsVerb
{
    private const int Alerts = 200_000;

    public static int Run(VerbArguments arguments)
    {
        int rounds = arguments.Number("rounds", 5);
        var report = new Report("Alerts written", arguments);
        report.Line($"- {rounds} rounds of {Alerts:N0} times the same alert (a set-point out of range, with one record of evidence) after one that warms up; CPU time of the whole process");
        report.Table(["format", "alerts/core-s", "least", "bytes an alert", "allocated an alert", "asked"], AlertFormats.Names.Select(name => Row(name, rounds)));
        report.Save(arguments.Out, "formats");
        return 0;
    }

    private static string[] Row(string name, int rounds)
    {
        var one = new AlertFormatBenchmarks { Format = name };
        one.Make();
        int bytes = one.Write();
        Write(one);
        var samples = Enumerable.Range(0, rounds).Select(_ => Sample.Take(() => Write(one))).ToList();
        double median = Sample.Median(samples.Select(sample => sample.PacketsPerCpuSecond));
        return
        [
            name, Thousands(median), Thousands(samples.Min(sample => sample.PacketsPerCpuSecond)), bytes.ToString("N0", CultureInfo.InvariantCulture),
            Report.Text($"{Sample.Median(samples.Select(sample => sample.BytesPerPacket)):0.00}"), Asked(name, median),
        ];
    }

    // The issue asks these two for a rate.
    private static string Asked(string name, double rate) => name switch
    {
        "cef" => Judge(rate, 300_000),
        "ocsf" => Judge(rate, 200_000),
        _ => "",
    };

    private static string Judge(double rate, double least) => Report.Text($"{least:N0}: {(rate >= least ? "met" : "missed")}");

    private static string Thousands(double rate) => Report.Text($"{rate / 1000:N0} k");

    private static Outcome Write(AlertFormatBenchmarks one)
    {
        for (int i = 0; i < Alerts; i++) one.Write();
        return new(Alerts, 0);
    }
}
