using System.Diagnostics;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary><c>port</c>: a port's month of traffic, and a day of it at ten polls a second, with visits, updates and attacks.</summary>
internal static class PortVerb
{
    private static readonly MonthOptions s_month = new();

    // A day is too short for what lasts a day.
    private static readonly MonthOptions s_day = new()
    {
        Duration = TimeSpan.FromDays(1),
        Learned = TimeSpan.FromHours(8),
        Pace = TrafficPace.Fast,
        RateHz = 10,
        Kinds =
        [
            MonthAttackKind.LeakWithin, MonthAttackKind.LeakBeside, MonthAttackKind.RemoteDesktop, MonthAttackKind.Modem,
            MonthAttackKind.SecondMaster, MonthAttackKind.Names, MonthAttackKind.OtherCrane, MonthAttackKind.Silence,
        ],
    };

    public static int Run(VerbArguments arguments)
    {
        int seeds = arguments.Number("seeds", 20), first = arguments.Number("first", 101), days = arguments.Number("day-seeds", seeds, least: 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = arguments.Number("threads", Environment.ProcessorCount) };
        string[] parts = (arguments.Text("parts") ?? "month,day").Split(',');
        foreach (string part in parts)
        {
            var (title, options, count) = part switch
            {
                "month" => ("Thirty days, one poll in half a minute", s_month, seeds),
                "day" => ("One day, ten polls a second", s_day, days),
                _ => throw new UsageException($"{part}: the parts are month and day."),
            };
            if (count == 0) continue;
            var report = new Report($"A simulated port: {part}", arguments);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var runs = new PortRun[count];
            Parallel.For(0, count, parallel, i => runs[i] = PortRun.Of(options with { Seed = (ulong)(first + i) }));
            report.Line();
            new PortPart(title, runs).Write(report);
            report.Line($"CPU time: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0} s.");
            report.Save(arguments.Out, part == "month" ? "port" : $"port-{part}");
        }

        return 0;
    }
}
