using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>What came out when an anomaly was put in that has to be found.</summary>
/// <param name="Alert">The alert that it has to give; null where none came.</param>
/// <param name="Source">What the alert came from, to write it out.</param>
/// <param name="Fault">Why none came, where that is known.</param>
public sealed record CanaryResult(Alert? Alert, AlertSource Source, string? Fault = null);
