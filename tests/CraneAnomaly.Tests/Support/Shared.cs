using System.Reflection;

namespace CraneAnomaly.Tests.Support;

/// <summary>
/// The reference captures and data that lie beside the repository on some machines. Tests that need them call
/// <see cref="Require"/> and are reported as skipped where they are not.
/// </summary>
internal static class Shared
{
    private const string Reason = "the reference captures are not on this machine (folder 'shared' beside the repository)";

    public static string RepositoryRoot { get; } = typeof(Shared).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static string Folder { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    public static bool Present => File.Exists(Path.Combine(Folder, "captures", "MANIFEST.tsv"));

    /// <summary>The full path of a file or folder of the reference material, or a skip that says why.</summary>
    public static string Require(params string[] parts)
    {
        Assert.SkipUnless(Present, Reason);
        return Path.Combine([Folder, .. parts]);
    }

    /// <summary>The full path of a reference capture, as the manifest names it.</summary>
    public static string Capture(string manifestPath) => Require("captures", manifestPath);
}
