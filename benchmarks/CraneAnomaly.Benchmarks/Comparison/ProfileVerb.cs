using CraneAnomaly.Benchmarks.Reports;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>profile FILE</c>: where the time goes, as differences between runs that stop one stage later each.</summary>
internal static class ProfileVerb
{
    public static int Run(VerbArguments arguments)
    {
        var file = new CaptureFile(arguments.File(0, "the capture to read"));
        int rounds = arguments.Number("rounds", 7);
        var report = new Report("Profile by stages", arguments);
        report.Line($"- {file.Description}");
        report.Line($"- {rounds} rounds by turns after two that warm up; CPU time is that of the whole process");
        report.Line("- detectors judge by a baseline of the whole capture, so that next to nothing is unusual, or learn while judging;");
        report.Line("  windows of commands are kept only for a trained model, and there is none here");

        var baseline = file.Learn(file.Packets);
        var tenth = file.Learn(file.Packets / 10);
        var stages = new CaptureStages(file.Path, file.Packets);
        var bytes = new Route("bytes of the file", stages.Bytes);
        var packets = new Route("packet records", stages.PacketRecords);
        var headers = new Route("headers", stages.Headers);
        var flows = new Route("flows, streams", stages.Flows);
        var records = new Route("Modbus: records", file.Records);
        var lines = new Route("records as JSON", file.Lines);
        var judged = JudgeStages.Names
            .Select((name, i) => new Route(name, () => file.Judge(new(i, baseline)))).ToList();
        var detect = new Route("detect: findings, episodes, conversations", () => file.Detect(baseline));
        var findings = new Route("detect, when nine tenths were not learned", () => file.Detect(tenth));
        var learned = JudgeStages.Names
            .Select((name, i) => new Route(name, () => file.Judge(new(i, null)))).ToList();
        var online = new Route("detect without a baseline", () => file.Detect(null));
        Route.RunByTurns(
            [bytes, packets, headers, flows, records, lines, .. judged, detect, findings, .. learned, online], rounds,
            round => Console.Error.WriteLine($"round {round + 1} of {rounds}"));

        report.Line();
        report.Line("## Records");
        Table(report, [bytes, packets, headers, flows, records, lines], lines);
        report.Line("## Detection");
        Table(report, [records, .. judged, detect, findings], detect);
        report.Line("## Detection that learns while it judges");
        Table(report, [records, .. learned, online], online);
        long pdus = records.Samples[^1].Outcome.Pdus;
        report.Line($"Medians but for the best round; a step is the median of the differences within a round. {pdus:N0} PDUs in {file.Packets:N0} packets: what");
        report.Line($"a step costs per PDU is {(double)file.Packets / Math.Max(pdus, 1):0.0} times what it costs per packet.");
        report.Save(arguments.Out, "profile");
        return 0;
    }

    private static void Table(Report report, IReadOnlyList<Route> routes, Route last)
    {
        double whole = last.MedianNanoseconds;
        report.Table(
            ["up to", "ns/packet", "best round", "step", $"share of: {last.Name}"],
            routes.Select((route, i) =>
            {
                double step = i == 0
                    ? route.MedianNanoseconds
                    : Sample.Median(route.Samples.Zip(routes[i - 1].Samples, (a, b) => a.NanosecondsPerPacket - b.NanosecondsPerPacket));
                return (string[])
                [
                    route.Name, Report.Text($"{route.MedianNanoseconds:0.0}"),
                    Report.Text($"{route.Samples.Min(s => s.NanosecondsPerPacket):0.0}"), Report.Text($"{step:0.0}"),
                    Report.Text($"{step / whole:P0}"),
                ];
            }));
    }
}
