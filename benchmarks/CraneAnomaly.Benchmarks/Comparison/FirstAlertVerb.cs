using System.Diagnostics;
using System.Globalization;
using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>first-alert FILE BASELINE CLI</c>: how long the command line takes to its first line, as a new process.</summary>
internal static class FirstAlertVerb
{
    // design.md, section 7.
    private const double FloorSeconds = 0.5, TargetSeconds = 0.3;

    public static int Run(VerbArguments arguments)
    {
        string file = arguments.File(0, "the capture to read"), baseline = arguments.File(1, "the baseline");
        string program = arguments.File(2, "the command line, as it was built");
        int runs = arguments.Number("runs", 15);
        var report = new Report("First alert from process start", arguments);
        report.Line($"- capture: {Path.GetFileName(file)}, {new FileInfo(file).Length:N0} bytes; {runs} runs after one that fills the page cache");

        Start(program, file, baseline);
        var all = Enumerable.Range(0, runs).Select(_ => Start(program, file, baseline)).ToList();
        double first = Sample.Median(all.Select(r => r.FirstSeconds));
        report.Table(
            ["", "median", "least", "most", "design.md, 7"],
            [
                Row("first line on standard output, s", all.Select(r => r.FirstSeconds), "0.000",
                    $"floor {FloorSeconds} s: {(first <= FloorSeconds ? "met" : "missed")}, "
                        + $"target {TargetSeconds} s: {(first <= TargetSeconds ? "met" : Report.Text($"missed, {first / TargetSeconds:0.00} times it"))}"),
                Row("end of the process, s", all.Select(r => r.EndSeconds), "0.000", ""),
                Row("CPU time of the process, s", all.Select(r => r.CpuSeconds), "0.00", ""),
                Row("peak resident memory, MB", all.Select(r => r.PeakBytes / 1e6), "0", ""),
            ]);
        report.Line("Wall time from before the process is started. CPU time (of the whole process, in ticks of 10 ms) and peak memory");
        report.Line("(the kernel's high-water mark) as they were at the last look before its end, one every 5 ms.");
        report.Save(arguments.Out, "first-alert");
        return 0;
    }

    private static string[] Row(string name, IEnumerable<double> values, string format, string judgement)
    {
        var list = values.ToList();
        return [name, .. new[] { Sample.Median(list), list.Min(), list.Max() }.Select(v => v.ToString(format, CultureInfo.InvariantCulture)), judgement];
    }

    private static Result Start(string program, string file, string baseline)
    {
        var start = new ProcessStartInfo(program, ["detect", file, "--baseline", baseline])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var cost = new Cost();
        var watcher = new Thread(() => Watch(process, cost)) { IsBackground = true };
        watcher.Start();
        bool alerted = process.StandardOutput.ReadLine() is not null;
        double first = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double end = Stopwatch.GetElapsedTime(began).TotalSeconds;
        watcher.Join();
        return alerted
            ? new(first, end, cost.CpuSeconds, cost.PeakBytes)
            : throw new UsageException($"{Path.GetFileName(program)} ended with {process.ExitCode} and no alert.");
    }

    // After the end the system tells neither: what counts is the last look before it.
    private static void Watch(Process process, Cost cost)
    {
        string status = $"/proc/{process.Id}/status";
        try
        {
            while (!process.HasExited)
            {
                string? line = File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) cost.PeakBytes = 1024 * long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture);
                cost.CpuSeconds = process.TotalProcessorTime.TotalSeconds;
                Thread.Sleep(5);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    private sealed class Cost
    {
        public long PeakBytes;
        public double CpuSeconds;
    }

    private readonly record struct Result(double FirstSeconds, double EndSeconds, double CpuSeconds, long PeakBytes);
}
