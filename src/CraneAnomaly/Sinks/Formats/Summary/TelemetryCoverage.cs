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

    /// <summary>Values of Sparkplug B under an alias whose birth was not seen.</summary>
    public long UnknownAliases { get; init; }

    /// <summary>Places at which messages of Sparkplug B are missing.</summary>
    public long SequenceGaps { get; init; }

    /// <summary>The cranes.</summary>
    public IReadOnlyList<CraneCoverage> Cranes { get; init; } = [];
}
