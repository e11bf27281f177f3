using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// Starts a worker for a target and watches it: one that does not come back is killed, one that died is replaced, and
/// the input that did it becomes a finding.
/// </summary>
internal sealed class Supervisor(string executable, string target, TargetFolder folder)
{
    private const int MaxRestarts = 20;
    private const int SeedStep = 7919;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // Processor time, so that a worker which the machine did not let run is not taken for one that hangs.
    private static readonly TimeSpan HangProcessorTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HangWallTime = TimeSpan.FromSeconds(20);

    private readonly FindingStore _findings = new(folder.Findings);
    private readonly StringBuilder _errors = new();

    /// <summary>Runs until a bound is reached, or <paramref name="enough"/> of the findings says so.</summary>
    public TargetResult Run(Bounds bounds, long seed, Func<FindingStore, bool> enough)
    {
        using var current = CurrentInput.Open(folder.CurrentInput);
        var clock = Stopwatch.StartNew();
        long executions = 0;
        int restarts = 0, hangs = 0;
        while (true)
        {
            current.Iteration = 0;
            var remaining = new Bounds(
                bounds.Seconds - clock.Elapsed.TotalSeconds, Math.Max(0, bounds.Executions - executions));
            string end = Watch(current, remaining, seed + restarts * SeedStep, enough);
            executions += current.Iteration;
            if (end.Length == 0) break;

            var kind = end[0] == 'h' ? FindingKind.Hang : FindingKind.Abort;
            // A dead process leaves its stack, which tells one bug from another; a killed one leaves nothing.
            string key = kind == FindingKind.Abort ? $"{end}{StackOf(_errors.ToString())}" : $"{end} ({++hangs})";
            _findings.Add(kind, key, current.Input, _errors.ToString());
            if (enough(_findings) || ++restarts > MaxRestarts || clock.Elapsed.TotalSeconds >= bounds.Seconds) break;
            if (current.Iteration == 0) break;
        }

        return new TargetResult(
            target, executions, clock.Elapsed.TotalSeconds, current.PoolSize, current.Edges, current.SlowestNs, restarts,
            _findings.Names());
    }

    // Empty when the worker ended as it should, else what it did.
    private string Watch(CurrentInput current, Bounds bounds, long seed, Func<FindingStore, bool> enough)
    {
        using var worker = Start(bounds, seed);
        try
        {
            return Watch(worker, current, enough);
        }
        finally
        {
            if (!worker.HasExited) Kill(worker);
        }
    }

    private string Watch(Process worker, CurrentInput current, Func<FindingStore, bool> enough)
    {
        long iteration = 0;
        var atIteration = Stopwatch.StartNew();
        var processorAtIteration = TimeSpan.Zero;
        int polls = 0;
        while (!worker.WaitForExit(PollInterval))
        {
            if (current.Iteration != iteration)
            {
                iteration = current.Iteration;
                atIteration.Restart();
                processorAtIteration = ProcessorTime(worker);
                if (++polls % 10 != 0 || !enough(_findings)) continue;
                return "";
            }

            bool hangs = iteration == 0
                ? atIteration.Elapsed > StartLimit
                : atIteration.Elapsed > HangWallTime || ProcessorTime(worker) - processorAtIteration > HangProcessorTime;
            if (!hangs) continue;
            return iteration == 0 ? "abort: the worker never began" : "hang: the execution did not end";
        }

        worker.WaitForExit();
        return worker.ExitCode == 0 ? "" : $"abort: the process ended with {worker.ExitCode}";
    }

    private static string StackOf(string errors) => string.Concat(
        errors.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("at CraneAnomaly.", StringComparison.Ordinal))
            .Take(3).Select(line => $" < {line[3..]}"));

    private Process Start(Bounds bounds, long seed)
    {
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            ArgumentList =
            {
                WorkerArguments.Verb, target, folder.Path,
                WorkerArguments.Text(bounds.Seconds), WorkerArguments.Text(bounds.Executions), WorkerArguments.Text(seed),
            },
            Environment =
            {
                // What would exhaust the machine throws in the worker instead.
                ["DOTNET_GCHeapHardLimit"] = "0x20000000",
                // One version of each method: stacks, and so the keys of findings, do not change while running.
                ["DOTNET_TieredCompilation"] = "0",
            },
        };
        _errors.Clear();
        var worker = new Process { StartInfo = start };
        worker.ErrorDataReceived += (_, line) =>
        {
            // A stack overflow prints the whole stack; its beginning says enough.
            if (_errors.Length < 4096) _errors.Append(line.Data).Append('\n');
        };
        worker.Start();
        worker.BeginErrorReadLine();
        return worker;
    }

    private static TimeSpan ProcessorTime(Process worker)
    {
        try
        {
            worker.Refresh();
            return worker.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has just ended; the next poll sees that.
            return TimeSpan.Zero;
        }
    }

    private static void Kill(Process worker)
    {
        worker.Kill();
        worker.WaitForExit();
    }
}
