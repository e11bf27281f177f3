using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class AttackTechniquesTests
{
    [Fact]
    public void Find_EachTechniqueOfTheCatalogue_IsKnown() =>
        Assert.All(AlertCatalog.All.SelectMany(type => type.Techniques), id => Assert.Equal(id, AttackTechniques.Find(id)?.Id));

    [Fact]
    public void All_IsWhatMitrePublished()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedSchemas.PathTo("attack-ics/ics-techniques-18.1.json")));
        Assert.Equal(AttackTechniques.Version, file.RootElement.GetProperty("attack_version").GetString());
        var published = file.RootElement.GetProperty("techniques").EnumerateArray().Select(technique => (
            technique.GetProperty("id").GetString(), technique.GetProperty("name").GetString(),
            string.Join(' ', technique.GetProperty("tactics").EnumerateArray())));
        Assert.Equal(published.Order(),
            AttackTechniques.All.Select(t => ((string?)t.Id, (string?)t.Name, string.Join(' ', t.Tactics.Select(tactic => tactic.Id)))).Order());
        Assert.Equal(file.RootElement.GetProperty("tactics").EnumerateArray().ToDictionary(
                t => t.GetProperty("id").GetString()!, t => t.GetProperty("name").GetString()!),
            AttackTechniques.All.SelectMany(t => t.Tactics).Distinct().ToDictionary(t => t.Id, t => t.Name));
    }
}
