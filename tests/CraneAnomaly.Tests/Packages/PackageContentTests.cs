using System.Reflection;
using System.Xml.Linq;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>What a stranger can check of a package without running it.</summary>
[Collection(nameof(PackedPackages))]
public class PackageContentTests(PackedPackages packages)
{
    private const string Token = "CraneAnomaly.snk";

    public static TheoryData<string> Ids => [.. PackedPackages.Ids];

    public static TheoryData<string> Libraries => [.. PackedPackages.Ids.Where(id => id != "CraneAnomaly.Cli")];

    [Fact]
    public void Pack_Repository_GivesThesePackagesAndNoOther()
    {
        Assert.Equal(PackedPackages.Ids, Directory.GetFiles(packages.Folder, "*.nupkg").Select(f => Path.GetFileName(f).Split(".0.")[0]).Order(StringComparer.Ordinal));
        Assert.All(PackedPackages.Ids, id => Assert.True(File.Exists(packages.PathOf(id, "snupkg")), $"{id} has no symbols"));
    }

    [Fact]
    public void Core_DependsOnNothing_AndIsSmall()
    {
        Assert.Empty(packages.Nuspec("CraneAnomaly").Descendants("dependency"));
        Assert.InRange(new FileInfo(packages.PathOf("CraneAnomaly")).Length, 1, 1_500_000);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Metadata_OfEveryPackage_IsComplete(string id)
    {
        var nuspec = packages.Nuspec(id);
        using var package = packages.Open(id);

        Assert.Equal("MIT", nuspec.Element("license")?.Value);
        Assert.NotEmpty(nuspec.Element("description")!.Value);
        Assert.NotEmpty(nuspec.Element("tags")!.Value);
        Assert.True(package.GetEntry(nuspec.Element("icon")!.Value)!.Length > 500);
        using var readme = new StreamReader(package.GetEntry(nuspec.Element("readme")!.Value)!.Open());
        Assert.StartsWith("# ", readme.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Libraries))]
    public void Documentation_EveryPublicMember_IsInThePackage(string id)
    {
        using var package = packages.Open(id);
        using var stream = package.GetEntry($"lib/net10.0/{id}.xml")!.Open();
        var documented = XElement.Load(stream).Descendants("member").Select(m => (string)m.Attribute("name")!).ToHashSet();
        var types = Assembly.Load(id).GetExportedTypes();

        Assert.NotEmpty(types);
        Assert.All(types, t => Assert.Contains($"T:{t.FullName!.Replace('+', '.')}", documented));
    }

    [Theory, MemberData(nameof(Ids))]
    public void Assemblies_OfOurs_HaveOneStrongName(string id)
    {
        using var folder = new TempFolder();
        using var package = packages.Open(id);
        byte[] key = File.ReadAllBytes(Path.Combine(Shared.RepositoryRoot, "src", "Packaging", Token));
        var ours = package.Entries.Where(e => e.Name is "crane-anomaly.dll"
            || (e.Name.StartsWith("CraneAnomaly", StringComparison.Ordinal) && e.Name.EndsWith(".dll", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(ours);
        Assert.All(ours, entry =>
        {
            string path = folder.At(entry.Name);
            System.IO.Compression.ZipFileExtensions.ExtractToFile(entry, path);
            byte[] name = AssemblyName.GetAssemblyName(path).GetPublicKey()!;

            // The key's modulus is in both, 256 bytes behind a header of 20 or 32.
            Assert.True(key.AsSpan(20, 256).SequenceEqual(name.AsSpan(32)));
        });
    }

    [Theory, MemberData(nameof(Libraries))]
    public void Symbols_OfALibrary_SayFromWhichCommit(string id)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Shared.RepositoryRoot, ".git")) || File.Exists(Path.Combine(Shared.RepositoryRoot, ".git")),
            "the sources are not in a git repository");
        string commit = (string)packages.Nuspec(id).Element("repository")!.Attribute("commit")!;
        string version = Assembly.Load(id).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        using var symbols = packages.Open(id, "snupkg");

        Assert.Matches("^[0-9a-f]{40}$", commit);
        // Of another commit than the package where one was made between building and packing.
        Assert.Matches(@"^\d+\.\d+\.\d+\+[0-9a-f]{40}$", version);
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));
    }
}
