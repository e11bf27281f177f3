namespace CraneAnomaly;

/// <summary>An entry of a baseline file.</summary>
/// <param name="Name">Its name in the ZIP.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its bytes.</param>
public sealed record BaselineEntry(string Name, long Bytes, string Sha256);
