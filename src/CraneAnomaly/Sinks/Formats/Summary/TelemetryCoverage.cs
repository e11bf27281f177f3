namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>What telemetry was read, for the summary.</summary>
public sealed record TelemetryCoverage
{
    /// <summary>Lines read.</summary>
    public long Lines { get; init; }

    /// <summary>Lines refused.</summary>
    public long BadLines { get; init; }

    /// <summary>Values left out because another name means the same signal.</summary>
    public long ValuesIgnored { get; init; }

    /// <summary>Names not taken because there were too many.</summary>
    public long NamesRefused { get; init; }

    /// <summary>The cranes.</summary>
    public IReadOnlyList<CraneCoverage> Cranes { get; init; } = [];
}
