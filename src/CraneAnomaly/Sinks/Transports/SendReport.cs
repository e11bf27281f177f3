namespace CraneAnomaly.Sinks.Transports;

/// <summary>What became of one alert.</summary>
public enum AlertOutcome
{
    /// <summary>As the transport's guarantee says.</summary>
    Delivered,

    /// <summary>Not now: it is to be sent again.</summary>
    Later,

    /// <summary>The receiver will never take it.</summary>
    Refused,
}

/// <summary>What became of alerts that were sent together.</summary>
public sealed record SendReport
{
    private SendReport(IReadOnlyList<AlertOutcome> outcomes) => Outcomes = outcomes;

    /// <summary>One for each alert, in their order.</summary>
    public IReadOnlyList<AlertOutcome> Outcomes { get; }

    /// <summary>Whether it was refused as a whole: one of them may be the reason, or that they are too many.</summary>
    public bool IsOfWhole { get; private init; }

    /// <summary>How long the receiver wants to be left alone; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>What the receiver said; null where all is well.</summary>
    public string? Why { get; private init; }

    /// <summary>All were delivered.</summary>
    public static SendReport Delivered(int count) => new(Repeat(AlertOutcome.Delivered, count));

    /// <summary>None was delivered; all are to be sent again.</summary>
    public static SendReport Later(int count, string why, TimeSpan? retryAfter = null) =>
        new(Repeat(AlertOutcome.Later, count)) { Why = why, RetryAfter = retryAfter };

    /// <summary>They were refused together.</summary>
    public static SendReport Refused(int count, string why) =>
        new(Repeat(AlertOutcome.Refused, count)) { Why = why, IsOfWhole = true };

    /// <summary>Each has an outcome of its own.</summary>
    public static SendReport Each(IReadOnlyList<AlertOutcome> outcomes, string? why, TimeSpan? retryAfter = null) =>
        new(outcomes) { Why = why, RetryAfter = retryAfter };

    private static AlertOutcome[] Repeat(AlertOutcome outcome, int count)
    {
        var outcomes = new AlertOutcome[count];
        Array.Fill(outcomes, outcome);
        return outcomes;
    }
}
