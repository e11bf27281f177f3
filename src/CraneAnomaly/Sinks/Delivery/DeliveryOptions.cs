namespace CraneAnomaly.Sinks.Delivery;

/// <summary>How delivery behaves towards receivers that do not answer.</summary>
public sealed record DeliveryOptions
{
    /// <summary>The defaults.</summary>
    public static DeliveryOptions Default { get; } = new();

    /// <summary>Longest first pause after a failure; it doubles with each further one.</summary><value>1 s.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause, unless the receiver asks for a longer one.</summary><value>60 s.</value>
    /// <remarks>Pauses are drawn evenly between nothing and the longest, so that many of us do not come back at once.</remarks>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest pause that a receiver may ask for.</summary><value>1 h.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one call to a receiver may take before it counts as failed, and is tried with fewer alerts.</summary><value>60 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Seed of the pauses.</summary><value>1.</value>
    /// <remarks>Of many sensors that send to one receiver each should have its own.</remarks>
    public int Seed { get; init; } = 1;
}
