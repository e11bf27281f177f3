using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>compare FILE</c>: our paths and the peer over one capture, by turns, in one process.</summary>
internal static class CompareVerb
{
    public static int Run(VerbArguments arguments)
    {
        var file = new CaptureFile(arguments.File(0, "the capture to read"));
        int rounds = arguments.Number("rounds", 7);
        var report = new Report("Side by side", arguments);
        report.Line($"- {file.Description}");
        report.Line($"- {rounds} rounds by turns after two that warm up; CPU time is that of the whole process");

        var peer = FindPeer(file, report);
        var routes = Routes(file, peer, report);
        report.Line();
        report.Line("CPU seconds of each round, in the order of the table below:");
        report.Line();
        Route.RunByTurns(routes, rounds, round => report.Line(
            $"- round {round + 1}: {string.Join(", ", routes.Select(r => Report.Text($"{r.Samples[round].CpuSeconds:0.000}")))}"));

        report.Table(
            ["path", "CPU s", "M packets/CPU-s", "best round", "times faster than the peer", "B/packet", "PDUs", "design.md, 7"],
            routes.Select(r => Row(r, peer)));
        foreach (var route in routes.Where(r => r.Samples[^1].Outcome.Note.Length > 0))
            report.Line($"- {route.Name}: {route.Samples[^1].Outcome.Note}");
        report.Line(ReadBaseline(file));
        report.Line();
        report.Line("Medians of the rounds but for the best; the ratio is the median of the ratios within a round. B/packet is all that the");
        report.Line("process allocated, set-up and growth of tables included, over the packets; that nothing is allocated in the");
        report.Line("steady state is for the tests to say. The peer decodes headers and counts PDUs per segment on port 502: no");
        report.Line("flows, no reassembly, no pairing, so that it counts retransmitted PDUs again and misses those cut in two.");
        report.Line("What the bytes alone take is part of every path, the peer's too; it depends on how the file lies in memory.");
        report.Save(arguments.Out, "compare");
        return 0;
    }

    private static Route? FindPeer(CaptureFile file, Report report)
    {
        if (Machine.FindLibpcap() is { } library)
        {
            report.Line($"- peer: {string.Join(", ", Machine.Versions().Skip(1).Take(2))}, unmodified, over {library}");
            return new("SharpPcap + PacketDotNet", () => Peer.Run(file.Path));
        }

        report.Line("- peer: not measured, because SharpPcap needs libpcap and it is not installed");
        return null;
    }

    private static List<Route> Routes(CaptureFile file, Route? peer, Report report)
    {
        var tenth = file.Learn(file.Packets / 10);
        var whole = file.Learn(file.Packets);
        report.Line("- baselines: learned here without the models of ML.NET; the network detectors do not need them, but the");
        report.Line("  subspace of command windows is not judged; reading a baseline is not counted (one line of it below)");
        var records = new Requirement { FloorRatio = 6, TargetRatio = 8, TargetRate = 12e6 };
        var piped = new Requirement { TargetRate = 8e6 };
        var detect = new Requirement { FloorRate = 1.5e6, TargetRate = 3e6 };
        return
        [
            .. peer is null ? (Route[])[] : [peer],
            new("the bytes of the file, not looked at", new CaptureStages(file.Path, file.Packets).Bytes),
            new("records", file.Records) { Requirement = records },
            new("records, PipeReader.Create over the file, buffers of 256 KiB",
                () => file.RecordsThroughPipe(new(bufferSize: 256 * 1024, minimumReadSize: 128 * 1024))) { Requirement = piped },
            new("records, PipeReader.Create over the file, its default buffers of 4 KiB",
                () => file.RecordsThroughPipe(null)) { Requirement = piped },
            new("records as NDJSON to nowhere", file.Lines) { Requirement = new() { FloorRate = 1e6, TargetRate = 2e6 } },
            new("detect, baseline of the first tenth", () => file.Detect(tenth)) { Requirement = detect },
            new("detect, baseline of the whole capture", () => file.Detect(whole)) { Requirement = detect },
            new("detect without a baseline", () => file.Detect(null)) { Requirement = detect },
        ];
    }

    private static string ReadBaseline(CaptureFile file)
    {
        var whole = file.Learn(file.Packets);
        var samples = Enumerable.Range(0, 5).Select(_ => Sample.Take(() =>
        {
            DetectionPipeline.Create(whole);
            return default;
        }));
        return Report.Text(
            $"- reading the baseline of the whole capture: {Sample.Median(samples.Select(s => s.CpuSeconds)):0.000} CPU s ")
            + Report.Text($"for {whole.State.Length / 1e6:0.0} MB of state");
    }

    private static string[] Row(Route route, Route? peer)
    {
        double cpu = Sample.Median(route.Samples.Select(s => s.CpuSeconds));
        double rate = Sample.Median(route.Samples.Select(s => s.PacketsPerCpuSecond));
        double ratio = route.TimesFasterThan(peer);
        return
        [
            route.Name, Report.Text($"{cpu:0.000}"), Report.Text($"{rate / 1e6:0.00}"),
            Report.Text($"{route.Samples.Max(s => s.PacketsPerCpuSecond) / 1e6:0.00}"),
            double.IsNaN(ratio) ? "-" : Report.Text($"{ratio:0.0}"),
            Report.Text($"{Sample.Median(route.Samples.Select(s => s.BytesPerPacket)):0.0}"),
            Report.Text($"{route.Samples[^1].Outcome.Pdus:N0}"), route.Requirement.Judge(rate, ratio),
        ];
    }
}
