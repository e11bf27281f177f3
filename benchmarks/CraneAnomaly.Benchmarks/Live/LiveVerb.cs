using System.Diagnostics;
using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.LiveCapture;

namespace CraneAnomaly.Benchmarks.Live;

/// <summary>
/// <c>live</c>: packets are put onto a network interface at a rate, captured from it and judged; among them restart commands
/// of strangers. How long each alert takes from the packet, and whether every packet is accounted for.
/// </summary>
internal static class LiveVerb
{
    // What issue and design ask for.
    private const double MostSeconds = 1, NeededShare = 0.99;

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    public static int Run(VerbArguments arguments)
    {
        string name = arguments.Text("interface") ?? "lo";
        int rate = arguments.Number("rate", 50_000), seconds = arguments.Number("seconds", 60), gapMs = arguments.Number("attack-ms", 100);
        var report = new Report("From the packet to the alert, live", arguments);
        report.Line($"- packets of {LiveTraffic.FlowsFor(rate):N0} polled controllers, put onto {name} at {rate:N0} a second for {seconds} s by a thread of the same process; baseline of the same polling");
        report.Line($"- every {gapMs} ms a restart command (Modbus function 8, 1) of a stranger: each an alert of its own");

        using var traffic = new LiveTraffic(name, rate, TimeSpan.FromMilliseconds(gapMs));
        var sink = new Arrivals();
        var pipeline = DetectionPipeline.Create(Learn(traffic.Polling), sink: sink);
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(() => pipeline.FollowAsync(new([]) { Live = [new InterfaceSource(name, "net 10.0.0.0/8")] }, stop.Token));
        Thread.Sleep(s_settle);
        if (watching.IsFaulted) throw new UsageException(watching.Exception.InnerException!.Message);
        var cpu = Environment.CpuUsage.TotalTime;
        traffic.Send(TimeSpan.FromSeconds(seconds));
        Thread.Sleep(s_settle);
        double used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        stop.Cancel();
        watching.GetAwaiter().GetResult();
        pipeline.Complete();
        Tell(report, traffic, sink, pipeline, used);
        report.Save(arguments.Out, "live");
        return 0;
    }

    private static Baseline Learn(PollingCapture polling)
    {
        var learner = new BaselineLearner();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, polling.Bytes);
            learner.RunAsync(new CaptureInputs { Paths = [file] }).GetAwaiter().GetResult();
        }
        finally
        {
            File.Delete(file);
        }

        return learner.Complete(train: null);
    }

    private static void Tell(Report report, LiveTraffic traffic, Arrivals sink, DetectionPipeline pipeline, double used)
    {
        var capture = pipeline.Statistics.Capture;
        var delays = traffic.Attacks.Select(attack => sink.First(attack.Source) is { } at ? Stopwatch.GetElapsedTime(attack.Sent, at).TotalSeconds : double.PositiveInfinity).Order().ToList();
        int inTime = delays.Count(delay => delay <= MostSeconds);
        double share = (double)inTime / delays.Count;
        report.Table(
            ["", "", ""],
            [
                ["attacks sent", $"{delays.Count:N0}", ""],
                ["alerted within 1 s of the packet", Report.Text($"{inTime:N0}, {share:P1}"), Report.Text($"{NeededShare:P0} asked: {(share >= NeededShare ? "met" : "missed")}")],
                ["delay: median, 99 %, longest", Report.Text($"{At(delays, 0.5):0.000} s, {At(delays, 0.99):0.000} s, {delays[^1]:0.000} s"), ""],
                ["packets sent", $"{traffic.Sent:N0}", Report.Text($"{traffic.Sent / traffic.Elapsed.TotalSeconds:N0} a second")],
                ["packets judged", $"{capture.Packets:N0}", ""],
                ["packets told as lost", $"{capture.Lost:N0}", ""],
                ["packets not accounted for", $"{traffic.Sent - capture.Packets - capture.Lost:N0}", traffic.Sent == capture.Packets + capture.Lost ? "all are: met" : "missed"],
                ["CPU time, sending and judging", Report.Text($"{used:0.0} s"), ""],
            ]);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    private sealed class Arrivals : IAlertSink
    {
        private readonly Dictionary<ulong, long> _first = [];

        public long? First(uint source) => _first.TryGetValue(Records.IpAddress.FromV4(source).Low, out long at) ? at : null;

        public void OnAlert(Alert alert)
        {
            if (alert.Type.Name == "command.plc-restart") _first.TryAdd(alert.Source.Ip.Low, Stopwatch.GetTimestamp());
        }
    }
}
