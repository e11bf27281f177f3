using System.Xml.Linq;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Layering;

public class AssemblyGraphTests
{
    [Fact]
    public void Violations_Repository_AreNone()
    {
        var projects = ProjectFile.All(Shared.RepositoryRoot);

        Assert.Contains(projects, p => p is { Name: "CraneAnomaly.Cli", Projects.Count: >= 2 });
        Assert.Empty(AssemblyGraph.Violations(projects));
    }

    [Fact]
    public void Assembly_Simulator_SharesOnlyTheNamesOfSignals()
    {
        using var scan = new AssemblyScan(typeof(PacketBuilder).Assembly.Location, "CraneAnomaly.Simulator");
        var shared = scan.References()
            .Where(r => r.IsForeign && r.ToNamespace.StartsWith("CraneAnomaly", StringComparison.Ordinal)).ToList();

        // What writes data for tests must not share a mistake with what reads it.
        Assert.All(shared, r => Assert.Equal("CraneAnomaly.Records.Signals", r.ToNamespace));
        Assert.DoesNotContain(shared, r => r.FromFolder == "Wire");
        Assert.Contains(scan.References(), r => r.FromFolder == "Wire");
    }

    [Fact]
    public void SharedProperties_Packages_ReachNobodyElse()
    {
        var properties = new ProjectFile("", "props", XElement.Load(Path.Combine(Shared.RepositoryRoot, "Directory.Build.props")));

        Assert.Empty(properties.Packages);
        Assert.False(properties.AllowsUnsafe);
    }

    [Fact]
    public void Solution_EveryProject_IsPartOfIt()
    {
        string solution = File.ReadAllText(Path.Combine(Shared.RepositoryRoot, "CraneAnomaly.sln"));

        Assert.All(ProjectFile.All(Shared.RepositoryRoot), p => Assert.Contains($"\"{p.Name}\"", solution));
    }

    [Theory]
    [InlineData("CraneAnomaly", "<PackageReference Include='Newtonsoft.Json' />")]
    [InlineData("CraneAnomaly", "<ProjectReference Include='../CraneAnomaly.MLNet/CraneAnomaly.MLNet.csproj' />")]
    [InlineData("CraneAnomaly", "<InternalsVisibleTo Include='CraneAnomaly.MLNet' />")]
    [InlineData("CraneAnomaly", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>")]
    [InlineData("CraneAnomaly.MLNet", @"<ProjectReference Include='..\CraneAnomaly.Kafka\CraneAnomaly.Kafka.csproj' />")]
    [InlineData("CraneAnomaly.Kafka", "<ProjectReference Include='../CraneAnomaly.Cli/CraneAnomaly.Cli.csproj' />")]
    [InlineData("CraneAnomaly.Cli", "<ProjectReference Include='../../tests/CraneAnomaly.Tests/CraneAnomaly.Tests.csproj' />")]
    [InlineData("CraneAnomaly.Kafka", "<ProjectReference Include='../CraneAnomaly.Simulator/CraneAnomaly.Simulator.csproj' />")]
    public void Violations_PlantedReference_IsFound(string project, string item)
    {
        string[] names = ["CraneAnomaly", "CraneAnomaly.MLNet", "CraneAnomaly.Kafka", "CraneAnomaly.Cli"];
        var projects = names.Select(n => Project(n, n == project ? item : "")).ToList();

        Assert.Single(AssemblyGraph.Violations(projects));
    }

    [Theory]
    [InlineData("CraneAnomaly", "<PackageReference Include='An.Analyzer' PrivateAssets='all' />")]
    [InlineData("CraneAnomaly", "<InternalsVisibleTo Include='CraneAnomaly.Tests' />")]
    [InlineData("CraneAnomaly", "<ProjectReference Include='../A.Generator/A.Generator.csproj' OutputItemType='Analyzer' />")]
    [InlineData("CraneAnomaly.MLNet", "<ProjectReference Include='../CraneAnomaly/CraneAnomaly.csproj' />")]
    [InlineData("CraneAnomaly.MLNet", "<PackageReference Include='Microsoft.ML' />")]
    [InlineData("CraneAnomaly.Cli", "<ProjectReference Include='../CraneAnomaly.MLNet/CraneAnomaly.MLNet.csproj' />")]
    public void Violations_AllowedReference_IsSilent(string project, string item) =>
        Assert.Empty(AssemblyGraph.Violations(
            [Project("CraneAnomaly", ""), Project("CraneAnomaly.MLNet", ""), Project(project, item)]));

    private static ProjectFile Project(string name, string item) =>
        new("src", name, XElement.Parse($"<Project>{item}</Project>"));
}
