namespace CraneAnomaly.Cli.Evaluation;

/// <summary>What really happened, as <c>labels.json</c> says. Times are nanoseconds since 1970.</summary>
internal sealed record LabelledEvent
{
    /// <summary>The crane; null for what has no crane.</summary>
    public string? Crane { get; init; }

    /// <summary>The axis, where only one is concerned.</summary>
    public string? Axis { get; init; }

    public long StartNs { get; init; } = long.MinValue;

    public long EndNs { get; init; } = long.MaxValue;

    /// <summary>File name of the capture, for events told by frames.</summary>
    public string? Input { get; init; }

    /// <summary>First and last frame, from 1; null for events told by time.</summary>
    public (long First, long Last)? Frames { get; init; }

    /// <summary>Family of the alert that is expected.</summary>
    public required string Family { get; init; }

    /// <summary>Name of the alert or the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The name of the event of which this is a further act: what tells it is not false, and it need not be found. Null for
    /// what should be found.
    /// </summary>
    public string? Cause { get; init; }

    /// <summary>How strong it is, as a share; 0 where that means nothing.</summary>
    public double Strength { get; init; }
}
