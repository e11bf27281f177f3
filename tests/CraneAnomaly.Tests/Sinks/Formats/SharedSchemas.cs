using CraneAnomaly.Tests.Support;
using NJsonSchema;

namespace CraneAnomaly.Tests.Sinks.Formats;

/// <summary>Schemas of receivers, which lie beside the repository where they are at hand and are not part of it.</summary>
internal static class SharedSchemas
{
    public static bool Present => Directory.Exists(Path.GetFullPath(Path.Combine(Shared.RepositoryRoot, "..", "shared", "schemas")));

    public static string PathTo(string name)
    {
        string path = Path.GetFullPath(Path.Combine(Shared.RepositoryRoot, "..", "shared", "schemas", name));
        Assert.SkipUnless(File.Exists(path), $"{path} is not there.");
        return path;
    }

    public static Task<JsonSchema> LoadAsync(string name) =>
        JsonSchema.FromFileAsync(PathTo(name), TestContext.Current.CancellationToken);
}
