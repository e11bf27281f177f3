using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Alerts;

/// <summary>When an episode ends, and how many there may be.</summary>
[NotState("Given with the options, and never changed.")]
public sealed record EpisodeOptions
{
    /// <summary>The defaults.</summary>
    public static EpisodeOptions Default { get; } = new();

    /// <summary>An episode ends when nothing was found for this long, in event time.</summary><value>5 min.</value>
    /// <remarks>Longer: fewer alerts for one cause. Shorter: a cause that pauses becomes two alerts.</remarks>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Episodes open at one time.</summary><value>10,000.</value>
    /// <remarks>The one that was quiet for longest is ended early and counted.</remarks>
    public int OpenEpisodes { get; init; } = 10_000;
}
