using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>memory</c>: what a million flows that are open at one time take, and what a crane does.</summary>
internal static class MemoryVerb
{
    // design.md, section 7; the target is half of it.
    private const double FloorBytes = 100e6, FloorBytesPerFlow = 4096;

    private delegate void Taker(ReadOnlySpan<byte> packet, DateTimeOffset time);

    public static int Run(VerbArguments arguments)
    {
        int flows = arguments.Number("flows", 1_000_000);
        double floor = FloorBytes + (flows * FloorBytesPerFlow);
        var report = new Report("Memory of flows and cranes", arguments);
        report.Line($"- {flows:N0} flows within less than a second of event time, each of another client; none ends");
        report.Table(
            ["path", "packets", "open flows", "MB", "bytes a flow", "MB allocated", "design.md, 7"],
            [
                Row("records, one SYN a flow", flows, 1, floor, () =>
                {
                    var pipeline = new RecordPipeline<Count.RecordSink>(new(new()));
                    return (pipeline, (packet, time) => pipeline.Process(packet, 1, time), () => pipeline.Counters.OpenFlows);
                }),
                Row("records, a Modbus request and response a flow", flows, 2, floor, () =>
                {
                    var pipeline = new RecordPipeline<Count.RecordSink>(new(new()));
                    return (pipeline, (packet, time) => pipeline.Process(packet, 1, time), () => pipeline.Counters.OpenFlows);
                }),
                Row("detect without a baseline, a Modbus request and response a flow", flows, 2, floor, () =>
                {
                    var pipeline = DetectionPipeline.Create(sink: new Nobody());
                    return (pipeline, (packet, time) => pipeline.Process(packet, 1, time), () => pipeline.Statistics.Capture.OpenFlows);
                }),
            ]);
        report.Line("MB and bytes a flow: what lives on the managed heap after a full collection, with the pipeline and all its");
        report.Line("tables, less what lived there before. MB allocated is all that was ever asked for, tables that grew included.");
        report.Line($"The floor is 100 MB + 4 kB a flow: {floor / 1e6:N0} MB.");
        report.Line();
        report.Line("Cranes with every signal of the simulator at 5 Hz, learned for eight hours and judged for eight others:");
        report.Table(CraneMemory.Head, CraneMemory.Rows());
        report.Line("MB held is what the pipeline has on the managed heap, with what it learned; a checkpoint is what `Save` writes,");
        report.Line("learned state what `learn` keeps of cranes, people and network. The simulated port's own growth is counted with what is held.");
        report.Save(arguments.Out, "memory");
        return 0;
    }

    private static string[] Row(
        string name, int flows, int packetsPerFlow, double floor,
        Func<(object Pipeline, Taker Take, Func<int> OpenFlows)> create)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true), allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (pipeline, take, openFlows) = create();
        Feed(take, flows, packetsPerFlow);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        double held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(pipeline);
        return
        [
            name, Report.Text($"{(long)flows * packetsPerFlow:N0}"), Report.Text($"{openFlows():N0}"), Report.Text($"{held / 1e6:N0}"),
            Report.Text($"{held / flows:N0}"), Report.Text($"{allocated / 1e6:N0}"),
            Report.Text($"floor: {(held <= floor ? "met" : "missed")}, {held / floor:P0} of it; target, half: ")
                + (held <= floor / 2 ? "met" : "missed"),
        ];
    }

    private static void Feed(Taker take, int flows, int packetsPerFlow)
    {
        var (request, response) = PollingCapture.Exchange(0);
        byte[] ask = [.. new byte[54], .. PollingCapture.Adu(1, request)];
        byte[] answer = [.. new byte[54], .. PollingCapture.Adu(1, response)];
        byte[] syn = new byte[60];
        var start = DateTimeOffset.UnixEpoch.AddTicks(PollingCapture.StartNs / 100);
        for (int i = 0; i < flows; i++)
        {
            (uint, ushort) client = (0x0A00_0000 + (uint)i, (ushort)(1025 + (i % 60_000))), server = (0xAC10_0001, 502);
            var time = start.AddTicks(i * 5);
            if (packetsPerFlow == 1)
            {
                PollingFrames.WriteTcp(syn.AsSpan(0, 54), client, server, 1, 0, (ushort)i, flags: 2);
                take(syn, time);
                continue;
            }

            PollingFrames.WriteTcp(ask, client, server, 1, 1, (ushort)i);
            take(ask, time);
            PollingFrames.WriteTcp(answer, server, client, 1, 1 + (uint)ask.Length - 54, (ushort)i);
            take(answer, time.AddTicks(2));
        }
    }

    internal sealed class Nobody : IAlertSink
    {
        public void OnAlert(Alert alert)
        {
        }
    }
}
