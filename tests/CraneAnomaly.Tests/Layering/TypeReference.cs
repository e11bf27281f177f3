namespace CraneAnomaly.Tests.Layering;

/// <summary>A type of an assembly that refers to another, of the same assembly or of a foreign one.</summary>
/// <param name="FromFolder">Folder of the referring type: its namespace without the root, with slashes.</param>
/// <param name="FromName">Name of the referring type, the outermost where it is nested.</param>
/// <param name="ToNamespace">Namespace of the other, as written.</param>
/// <param name="ToFolder">Folder of the other; for a foreign type its namespace as written.</param>
/// <param name="ToName">Name of the other, the outermost where it is nested.</param>
/// <param name="ToIsEnum">Whether the other is an enumeration of the same assembly.</param>
/// <param name="IsForeign">Whether the other lives in another assembly.</param>
internal sealed record TypeReference(
    string FromFolder, string FromName, string ToNamespace, string ToFolder, string ToName, bool ToIsEnum, bool IsForeign)
{
    public override string ToString() => $"{FromFolder}/{FromName} -> {ToFolder}/{ToName}";
}
