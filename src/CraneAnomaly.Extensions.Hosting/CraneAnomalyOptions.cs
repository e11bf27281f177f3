using CraneAnomaly.Alerts;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>
/// What a configuration can say of a pipeline. Checked when the host starts; of what changes later,
/// <see cref="MinimumSeverity"/> and the times hold at once, all else when the host is started again.
/// </summary>
public sealed class CraneAnomalyOptions
{
    /// <summary>Name of the site, as it stands in alerts.</summary>
    public string? Site { get; set; }

    /// <summary>Path of the baseline; without one, normal is learned while judging.</summary>
    public string? Baseline { get; set; }

    /// <summary>
    /// A folder with <c>policy.json</c>, <c>permits.csv</c>, <c>tags.json</c> and <c>cranes.json</c>, those of them that there are.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>Paths of captures and telemetry, read once and merged in event time; <c>-</c> is standard input.</summary>
    public IList<string> Inputs { get; } = [];

    /// <summary>Files that grow or are rotated, folders and patterns that files come to, read as they are written until the host stops.</summary>
    public IList<string> Followed { get; } = [];

    /// <summary>The folder that keeps alerts until transports have delivered them; without one, alerts wait in memory for receivers alone.</summary>
    public string? Spool { get; set; }

    /// <summary>Seed of everything that draws.</summary><value>1.</value>
    public long Seed { get; set; } = 1;

    /// <summary>Alerts below it are not sent, 0 to 100. What is found does not depend on it.</summary><value>0: all are sent.</value>
    public int MinimumSeverity { get; set; }

    /// <summary>Alerts that may wait for the receivers.</summary><value>10,000.</value>
    public int AlertCapacity { get; set; } = 10_000;

    /// <summary>What happens when more would wait.</summary><value>The oldest is dropped and counted.</value>
    public AlertOverflow AlertOverflow { get; set; }

    /// <summary>After a receiver refused an alert, it is asked again after this time, and then after twice as long each.</summary><value>1 s.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two attempts.</summary><value>30 s.</value>
    public TimeSpan RetryAtMost { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A pipeline that has had something to do for so long without coming on is unhealthy.</summary><value>30 s.</value>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A stream, or followed files, that have been silent for so long degrade the health.</summary><value>1 min.</value>
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the host stops when all inputs were read and all alerts were sent.</summary><value>No.</value>
    public bool StopWhenRead { get; set; }
}
