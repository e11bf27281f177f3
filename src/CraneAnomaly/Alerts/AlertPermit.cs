namespace CraneAnomaly.Alerts;

/// <summary>Whether the work that an alert tells of was approved.</summary>
/// <param name="Matched">Whether a permit covers it.</param>
/// <param name="Id">The permit that covers it; null for none.</param>
/// <param name="Reason">What it covers, or why not even the nearest one does.</param>
public sealed record AlertPermit(bool Matched, string? Id, string Reason)
{
    /// <summary>Nobody said what is approved.</summary>
    public static AlertPermit NoneGiven { get; } = new(false, null, "no permits were given");
}
