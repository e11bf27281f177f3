using System.IO.Compression;
using System.Security.Cryptography;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>Two builds of the same sources in different folders give packages of equal content.</summary>
[Collection(nameof(PackedPackages))]
public class ReproducibleBuildTests
{
    private static readonly string[] s_shared = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    [Fact]
    public async Task Core_BuiltTwiceInTwoFolders_IsEqualEntryByEntry()
    {
        using var folder = new TempFolder();
        var first = await BuildAsync(folder.At("one"));
        var second = await BuildAsync(folder.At("another", "deeper"));

        // Their zip files differ in the times of their entries.
        Assert.Contains(first.Keys, name => name.EndsWith("CraneAnomaly.dll", StringComparison.Ordinal));
        Assert.Contains(first.Keys, name => name.EndsWith("CraneAnomaly.pdb", StringComparison.Ordinal));
        Assert.Equal(first.Keys, second.Keys);
        Assert.Empty(first.Where(e => second[e.Key] != e.Value).Select(e => e.Key));
    }

    private static async Task<SortedDictionary<string, string>> BuildAsync(string root)
    {
        foreach (string name in s_shared) Copy(name);
        string[] folders = [Path.Combine("src", "Packaging"), Path.Combine("src", "CraneAnomaly"), Path.Combine("src", "CraneAnomaly.StateGenerator")];
        foreach (string file in Directory.GetFiles(Path.Combine(Shared.RepositoryRoot, "src")).Concat(folders.SelectMany(Sources)))
            Copy(Path.GetRelativePath(Shared.RepositoryRoot, file));

        // Analyzers look, and write nothing.
        await DotnetCommand.RunAsync(Path.Combine(root, "src", "CraneAnomaly"), "pack", "-c", "Release", "-o", Path.Combine(root, "out"), "-v", "q",
            "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false");
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string package in Directory.GetFiles(Path.Combine(root, "out")))
        {
            using var zip = ZipFile.OpenRead(package);
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                hashes.Add($"{Path.GetFileName(package)}/{entry.FullName}", Convert.ToHexString(SHA256.HashData(stream)));
            }
        }

        return hashes;

        void Copy(string relative)
        {
            string to = Path.Combine(root, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(Shared.RepositoryRoot, relative), to);
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        from file in Directory.GetFiles(Path.Combine(Shared.RepositoryRoot, folder), "*", SearchOption.AllDirectories)
        let first = Path.GetRelativePath(Path.Combine(Shared.RepositoryRoot, folder), file).Split(Path.DirectorySeparatorChar)[0]
        where first is not ("bin" or "obj")
        select file;
}
