using System.Diagnostics;
using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Months;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary><c>flood</c>: every table filled by flows that are all others, with all judges on, and a real alert behind it.</summary>
internal sealed class FloodVerb : IAlertSink
{
    private const string Controller = "10.20.1.10", Names = "10.20.0.5", Stranger = "10.20.0.250";

    private long _alerts;
    private Alert? _found;

    public static int Run(VerbArguments arguments)
    {
        int flows = arguments.Number("flows", 10_000_000);
        var report = new Report("A flood of flows", arguments);
        var options = new MonthOptions { Seed = (ulong)arguments.Number("first", 101), Duration = TimeSpan.FromDays(2), Learned = TimeSpan.FromDays(1) };
        var month = new PortMonth(options);
        var chosen = PortPapers.Options(month, options);
        var sink = new FloodVerb();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var pipeline = DetectionPipeline.Create(PortRun.Learn(month, options, chosen), chosen, sink);
        var frames = new FloodFrames(Controller, Names);
        var watch = Stopwatch.StartNew();
        var rows = new List<string[]>();
        long now = options.LearnedNs, step = Math.Max(1, flows / 10);
        for (long i = 1; i <= flows; i++)
        {
            now += 10_000;
            pipeline.Process(frames.Next(), 1, At(now));
            if (i % step != 0) continue;
            watch.Stop();
            var counters = pipeline.Statistics.Capture;
            rows.Add([
                Report.Text($"{i:N0}"), Report.Text($"{(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:N0}"), Report.Text($"{Process.GetCurrentProcess().WorkingSet64 / 1e6:N0}"),
                Report.Text($"{counters.OpenFlows:N0}"), Report.Text($"{counters.FlowsEvicted:N0}"), Report.Text($"{pipeline.Statistics.NotRemembered:N0}"),
                Report.Text($"{sink._alerts:N0}"), Report.Text($"{i / watch.Elapsed.TotalSeconds / 1e3:N0}")]);
            watch.Start();
        }

        report.Line($"- {flows:N0} frames, each of another flow, by turns of {frames.Kinds} kinds: openings, SSH, HTTP with a container number, DNS, datagrams outside, Modbus writes, ARP");
        report.Table(["frames", "MB held", "working set, MB", "open flows", "flows ended early", "given up or not taken in", "states of alerts", "thousand frames/s"], rows);
        now += 1_000_000_000;
        watch.Restart();
        pipeline.Process(Ethernet(Ipv4(Stranger, Controller, TcpSegment(50_000, 502, flags: Syn))), 1, At(now));
        pipeline.Process(Ethernet(Ipv4(Stranger, Controller, TcpSegment(50_000, 502, [0, 1, 0, 0, 0, 6, 1, 6, 0, 100, 1, 244], sequence: 2, acknowledgement: 9, flags: Ack | Psh))), 1, At(now));
        report.Line(sink._found is { } alert
            ? Report.Text($"A write of {Stranger} behind it: {alert.Type.Name}, severity {alert.Severity}, {(alert.CreatedNs - now) / 1e9:0.###} s of event time and {watch.Elapsed.TotalMilliseconds:0.#} ms later.")
            : $"A write of {Stranger} behind it: MISSED.");
        report.Save(arguments.Out, "flood");
        return sink._found is null ? 1 : 0;
    }

    public void OnAlert(Alert alert)
    {
        _alerts++;
        if (alert.Type.Kind == "unusual-command" && alert.Source.Ip.ToString() == Stranger) _found ??= alert;
    }

    private static DateTimeOffset At(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100);
}
