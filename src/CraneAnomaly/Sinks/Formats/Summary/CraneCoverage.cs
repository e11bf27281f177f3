namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>What telemetry was read of one crane.</summary>
public sealed record CraneCoverage
{
    /// <summary>Its name; empty for rows that name none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Rows handed on.</summary>
    public long Rows { get; init; }

    /// <summary>Values in them.</summary>
    public long Values { get; init; }

    /// <summary>Time of the first, ns since 1970.</summary>
    public long FirstNs { get; init; }

    /// <summary>Time of the last, ns since 1970.</summary>
    public long LastNs { get; init; }

    /// <summary>The usual interval between two, ns; 0 while unknown.</summary>
    public long UsualIntervalNs { get; init; }

    /// <summary>Intervals of more than three times that.</summary>
    public long Gaps { get; init; }

    /// <summary>The longest of them, ns.</summary>
    public long LongestGapNs { get; init; }

    /// <summary>Rows too late to be put in order: not handed on.</summary>
    public long Late { get; init; }

    /// <summary>Rows whose time cannot be right: not handed on.</summary>
    public long Suspect { get; init; }

    /// <summary>Rows that were put in order.</summary>
    public long Backwards { get; init; }

    /// <summary>Rows at a time that another had, with other values.</summary>
    public long Repeated { get; init; }

    /// <summary>Rows that were there already: not handed on.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows that say when they were received.</summary>
    public long Received { get; init; }

    /// <summary>Least time from the crane's clock to the receiver's, ns.</summary>
    public long LeastOffsetNs { get; init; }

    /// <summary>Greatest such time, ns.</summary>
    public long GreatestOffsetNs { get; init; }

    /// <summary>How fast it grows, in millionths.</summary>
    public double DriftPpm { get; init; }
}
