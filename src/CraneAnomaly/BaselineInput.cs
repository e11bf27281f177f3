namespace CraneAnomaly;

/// <summary>An input that a baseline was learned from.</summary>
/// <param name="Name">The path as it was given.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its bytes.</param>
/// <param name="FirstNs">Time of its first event, in nanoseconds since 1970-01-01 UTC; null when it had none.</param>
/// <param name="LastNs">Time of its last event.</param>
public sealed record BaselineInput(string Name, long Bytes, string Sha256, long? FirstNs, long? LastNs);
