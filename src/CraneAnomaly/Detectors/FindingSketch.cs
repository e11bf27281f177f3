namespace CraneAnomaly.Detectors;

/// <summary>
/// What decides whether a finding changes anything: enough to add it to an episode that is known already, without
/// putting it into words.
/// </summary>
/// <param name="Name">Name of the alert, out of the closed list of alert names.</param>
/// <param name="Detector">The detector that found it.</param>
/// <param name="Scope">Findings of the same family and scope are one episode: usually who acted.</param>
/// <param name="Severity">How bad it would be, 0 to 100.</param>
/// <param name="Confidence">How sure it is, 0 to 100.</param>
/// <param name="Score">The detector's score.</param>
public readonly record struct FindingSketch(
    string Name, string Detector, FindingScope Scope, int Severity, int Confidence, double Score);

/// <summary>What findings of one cause have in common: packed, not hashed, so that no two causes share one.</summary>
public readonly record struct FindingScope(ulong High, ulong Low);
