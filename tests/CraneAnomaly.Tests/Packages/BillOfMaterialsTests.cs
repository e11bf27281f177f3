using System.Text.Json;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>The bill of materials in a package says what the lock file says, and is well formed.</summary>
[Collection(nameof(PackedPackages))]
public class BillOfMaterialsTests(PackedPackages packages)
{
    public static TheoryData<string> Ids => [.. PackedPackages.Ids];

    [Theory, MemberData(nameof(Ids))]
    public void Components_AreThoseOfTheLockFile_WithItsHashes(string id)
    {
        var bill = Read(id);
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared.RepositoryRoot, "src", id, "packages.lock.json")));
        var expected = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Select(e => e.Value.GetProperty("type").GetString() == "Project"
                ? $"{e.Name}  "
                : $"{e.Name} {e.Value.GetProperty("resolved")} {e.Value.GetProperty("contentHash")}");

        var components = bill.GetProperty("components").EnumerateArray().Select(c => c.TryGetProperty("properties", out var p)
            ? $"{c.GetProperty("name")} {c.GetProperty("version")} {p[0].GetProperty("value")}"
            : $"{c.GetProperty("name")}  ");

        Assert.Equal(expected.Order(StringComparer.Ordinal), components.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Ids))]
    public void Bill_IsCycloneDx_AndEveryReferenceHasItsComponent(string id)
    {
        var bill = Read(id);
        var self = bill.GetProperty("metadata").GetProperty("component");
        var references = bill.GetProperty("components").EnumerateArray().Append(self).Select(c => c.GetProperty("bom-ref").GetString()).ToList();
        var dependencies = bill.GetProperty("dependencies").EnumerateArray().ToList();

        Assert.Equal("CycloneDX", bill.GetProperty("bomFormat").GetString());
        Assert.Equal("1.6", bill.GetProperty("specVersion").GetString());
        Assert.Equal(id, self.GetProperty("name").GetString());
        Assert.Equal(references.Count, references.Distinct().Count());
        Assert.Equal(references.Order(StringComparer.Ordinal), dependencies.Select(d => d.GetProperty("ref").GetString()).Order(StringComparer.Ordinal));
        Assert.All(dependencies.SelectMany(d => d.GetProperty("dependsOn").EnumerateArray()), d => Assert.Contains(d.GetString(), references));
    }

    [Fact]
    public void Scope_WhatOnlyBuilds_IsExcluded()
    {
        // The core needs analyzers to be built, and nothing to be used.
        var core = Read("CraneAnomaly").GetProperty("components").EnumerateArray().ToList();
        var trainer = Read("CraneAnomaly.MLNet").GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("scope").GetString());

        Assert.NotEmpty(core);
        Assert.All(core, c => Assert.Equal("excluded", c.GetProperty("scope").GetString()));
        Assert.Equal("required", trainer["Microsoft.ML"]);
        Assert.Equal("required", trainer["craneanomaly"]);
        Assert.Equal("required", trainer["Microsoft.ML.DataView"]);
        Assert.Equal("excluded", trainer["Microsoft.CodeAnalysis.PublicApiAnalyzers"]);
    }

    private JsonElement Read(string id)
    {
        using var package = packages.Open(id);
        using var stream = package.GetEntry("sbom.cdx.json")!.Open();
        return JsonDocument.Parse(stream).RootElement;
    }
}
