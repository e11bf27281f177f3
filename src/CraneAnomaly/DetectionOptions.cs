using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly;

/// <summary>What can be chosen about a pipeline. The defaults suit a port; every part says when to change it.</summary>
public sealed record DetectionOptions
{
    /// <summary>Name of the site, as it stands in alerts.</summary>
    public string? Site { get; init; }

    /// <summary>Handling mark (TLP or SSI), as it stands in alerts; null for the policy's.</summary>
    public string? Handling { get; init; }

    /// <summary>Seed of everything that draws: same inputs, baseline and seed, same alerts.</summary><value>1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>Caps on what traffic can make the pipeline hold.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>What registers and names of telemetry mean, beside what is known anyway.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>From which point on something unusual is a finding.</summary>
    public JudgeOptions Judge { get; init; } = JudgeOptions.Default;

    /// <summary>False episodes of slow motion that are acceptable, for each crane and week of work.</summary><value>0.5.</value>
    /// <remarks>More: slowness is told some moves earlier, and small ones at all. Fewer: the reverse.</remarks>
    public double FalseEpisodesPerCraneWeek { get; init; } = 0.5;

    /// <summary>When findings become one alert, and when it ends.</summary>
    public EpisodeOptions Episodes { get; init; } = EpisodeOptions.Default;

    /// <summary>Alerts that wait for <see cref="DetectionPipeline.ReadAlertsAsync"/>.</summary><value>10,000.</value>
    public int AlertCapacity { get; init; } = 10_000;

    /// <summary>What happens when that many wait.</summary><value>The oldest is dropped and counted.</value>
    public AlertOverflow AlertOverflow { get; init; }

    /// <summary>What the papers of the cranes say.</summary>
    /// <remarks>A crane without one is judged by no absolute anchor: its overload, for one, is not known.</remarks>
    public IReadOnlyList<CraneSheet> Cranes { get; init; } = [];

    /// <summary>What is allowed at the site.</summary>
    public SitePolicy Policy { get; init; } = new();

    /// <summary>Work that was approved: it is told as such, and only for the log.</summary>
    public IReadOnlyList<Permit> Permits { get; init; } = [];

    /// <summary>To which country and network addresses belong; null where nobody said.</summary>
    public PrefixNames? Prefixes { get; init; }

    /// <summary>SHA-256 of the choices that can change an alert, lower-case hex.</summary>
    public string Hash
    {
        get
        {
            string text = string.Create(CultureInfo.InvariantCulture,
                $"{Site}\n{Handling}\n{Seed}\n{Limits}\n{Judge}\n{Episodes}\n{FalseEpisodesPerCraneWeek}")
                + string.Concat(Tags.Select(tag => $"\n{tag}"))
                + $"\n{Policy.ToText()}" + string.Concat(Permits.Select(permit => $"\n{permit.ToText()}"))
                + string.Concat(Cranes.Select(crane => string.Create(CultureInfo.InvariantCulture, $"\n{crane.Id} {crane.RatedLoad}")))
                + (Prefixes is null ? "" : $"\nprefixes {Prefixes.Hash}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    /// <summary>What has to be the same for a checkpoint to be of use.</summary>
    internal Checkpoint.Part[] BelongsTo(Baseline? baseline, bool hasSink, string layout)
    {
        string sheets = string.Concat(Cranes.Select(crane => $"{crane.ToText()}\n"));
        return
        [
            new("the release", $"{Checkpoint.Release} {layout}"),
            new("the baseline", baseline?.Hash ?? "none"),
            new("the hash of the options", Hash),
            new("the hash of the cranes' papers", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sheets)))),
            new("where alerts go", hasSink ? "a sink" : $"{AlertOverflow} {AlertCapacity}"),
        ];
    }
}
