namespace CraneAnomaly.Benchmarks.Reports;

/// <summary>What design.md, section 7, asks of a path: ratios to the peer, and packets per CPU second.</summary>
internal sealed record Requirement
{
    public double? FloorRatio { get; init; }

    public double? TargetRatio { get; init; }

    public double? FloorRate { get; init; }

    public double? TargetRate { get; init; }

    /// <summary>How a result stands to it; the ratio is NaN where there was no peer.</summary>
    public string Judge(double rate, double ratio)
    {
        var parts = new List<string>();
        if (FloorRatio is { } floorRatio) parts.Add(Floor($"{floorRatio:0}x", ratio, floorRatio));
        if (FloorRate is { } floorRate) parts.Add(Floor(Millions(floorRate), rate, floorRate));
        if (TargetRatio is { } targetRatio) parts.Add(Target($"{targetRatio:0}x", ratio, targetRatio));
        if (TargetRate is { } targetRate) parts.Add(Target(Millions(targetRate), rate, targetRate));
        return string.Join(", ", parts);
    }

    private static string Floor(string name, double value, double bound) => double.IsNaN(value)
        ? $"floor {name}: not measured"
        : $"floor {name}: {(value >= bound ? "met" : Report.Text($"missed, {value / bound:P0}"))}";

    private static string Target(string name, double value, double bound) =>
        double.IsNaN(value) ? $"target {name}: not measured" : Report.Text($"target {name}: {value / bound:P0}");

    private static string Millions(double rate) => Report.Text($"{rate / 1e6:0.#} M");
}
