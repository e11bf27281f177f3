using CraneAnomaly.Alerts.Rules;

namespace CraneAnomaly.Alerts;

/// <summary>What stands alike in every alert of a pipeline.</summary>
/// <param name="Site">The site, as configured.</param>
/// <param name="Handling">The handling mark (TLP or SSI), as configured.</param>
/// <param name="Model">The baseline in force, if any.</param>
/// <param name="ConfigHash">SHA-256 of the configuration in force.</param>
internal sealed record AlertContext(string? Site, string? Handling, AlertModel? Model, string ConfigHash)
{
    /// <summary>What the site has said of itself.</summary>
    public SiteRules Rules { get; init; } = SiteRules.None;
}
