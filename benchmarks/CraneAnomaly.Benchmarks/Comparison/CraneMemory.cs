using System.Buffers;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>What is held of a crane that is judged: learned for a shift, and watched for another one.</summary>
internal static class CraneMemory
{
    private const double Hours = 8, Rate = 5;
    private const int Few = 8, Many = 24;

    // What may be held of a crane.
    private const double Floor = 1e6;

    public static IReadOnlyList<string> Head { get; } = ["cranes", "rows judged", "MB held", "MB of checkpoint", "MB of learned state"];

    /// <summary>A row for each fleet, and what one more crane adds.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows()
    {
        var (few, many) = (Held(Few), Held(Many));
        yield return Row(Few, few);
        yield return Row(Many, many);
        double held = (many.Heap - few.Heap) / (Many - Few), saved = (many.Saved - few.Saved) / (Many - Few);
        yield return
        [
            "one more", "", Report.Text($"{held / 1e6:0.000}, floor 1 MB: {(held <= Floor ? "met" : "missed")}"),
            Report.Text($"{saved / 1e6:0.000}"), Report.Text($"{(many.Learned - few.Learned) / (Many - Few) / 1e6:0.000}"),
        ];
    }

    private static IReadOnlyList<string> Row(int cranes, in Size size) =>
    [
        Report.Text($"{cranes}"), Report.Text($"{size.Rows:N0}"), Report.Text($"{size.Heap / 1e6:0.00}"), Report.Text($"{size.Saved / 1e6:0.00}"),
        Report.Text($"{size.Learned / 1e6:0.00}"),
    ];

    private static Size Held(int cranes)
    {
        var setting = new FleetSetting("memory", 1, SimulatedVariant.None, Rate, Hours, cranes);
        var fleet = LearnedFleet.Learn(setting, 1);
        var port = new SimulatedPort(setting.Port(fleet.Seed, 2) with
        {
            Start = LearnedFleet.FirstDay.AddDays(1),
            Duration = TimeSpan.FromHours(Hours),
        });
        double before = GC.GetTotalMemory(forceFullCollection: true);
        var pipeline = DetectionPipeline.Create(fleet.Baseline, new() { Cranes = CranePapers.Sheets(port) }, new MemoryVerb.Nobody());
        var feed = new FleetFeed(port, pipeline.Symbols);
        long rows = 0;
        for (; port.Next(out var sample); rows++) feed.Take(sample, pipeline.Process);
        double heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        var image = new ArrayBufferWriter<byte>();
        pipeline.Save(image);
        GC.KeepAlive(port);
        return new(rows, heap, image.WrittenCount, fleet.Baseline.State.Length);
    }

    private readonly record struct Size(long Rows, double Heap, double Saved, double Learned);
}
