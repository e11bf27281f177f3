using System.Text.Json;
using System.Xml.Linq;
using CraneAnomaly.Tests.Layering;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>Every project writes down what it restores, and of where it came from nothing.</summary>
public class LockFileTests
{
    [Fact]
    public void LockFile_EveryProject_HasOneAndNamesNoHost() => Assert.All(ProjectFile.All(Shared.RepositoryRoot), project =>
    {
        string text = File.ReadAllText(Path.Combine(Shared.RepositoryRoot, project.TopFolder, project.Name, "packages.lock.json"));

        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(text).RootElement.GetProperty("version").GetInt32());
    });

    [Fact]
    public void Versions_OfAllPackages_AreExact()
    {
        var versions = XElement.Load(Path.Combine(Shared.RepositoryRoot, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(e => (string)e.Attribute("Version")!).ToList();

        Assert.NotEmpty(versions);
        Assert.All(versions, v => Assert.Matches(@"^\d+(\.\d+){1,3}$", v));
    }
}
