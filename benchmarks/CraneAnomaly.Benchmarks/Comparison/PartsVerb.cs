using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>parts</c>: all benchmarks of single parts, as one table.</summary>
internal static class PartsVerb
{
    private const string Namespace = "CraneAnomaly.Benchmarks.";

    public static int Run(VerbArguments arguments)
    {
        var report = new Reports.Report("Single parts", arguments);
        report.Line("- BenchmarkDotNet, one launch, ten iterations of 100 ms or of one pass; traffic is that of `Traffic/PollingCapture.cs`");
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(ShortRun).Assembly)
            .Run(["--filter", "*", "--join"], new ShortRun([])).ToList();
        report.Table(
            ["benchmark", "median ns", "least ns", "M/s by the median", "B"],
            summaries.SelectMany(s => s.Reports).Where(r => r.ResultStatistics is not null).Select(Row));
        report.Line("Times and bytes are of one operation: a packet, a pair of request and response, a line, an event, a score or a");
        report.Line("row, as the class says. Elapsed time, not CPU time: on a busy machine the least is closer to the truth.");
        report.Save(arguments.Out, "parts");
        return summaries.Any(Failed) ? 1 : 0;
    }

    /// <summary>Whether a benchmark was not run, or did not end well.</summary>
    public static bool Failed(Summary summary) =>
        summary.HasCriticalValidationErrors || summary.Reports.Length == 0 || summary.Reports.Any(r => !r.Success);

    private static string[] Row(BenchmarkReport benchmark)
    {
        var descriptor = benchmark.BenchmarkCase.Descriptor;
        var times = benchmark.ResultStatistics!;
        string name = $"{descriptor.Type.FullName![Namespace.Length..].Replace("Benchmarks", "", StringComparison.Ordinal)}.{descriptor.WorkloadMethod.Name}";
        long? bytes = benchmark.GcStats.GetBytesAllocatedPerOperation(benchmark.BenchmarkCase);
        return
        [
            name, Reports.Report.Text($"{times.Median:0.0}"), Reports.Report.Text($"{times.Min:0.0}"),
            Reports.Report.Text($"{1e3 / times.Median:0.0}"), bytes is null ? "-" : Reports.Report.Text($"{bytes:N0}"),
        ];
    }
}
