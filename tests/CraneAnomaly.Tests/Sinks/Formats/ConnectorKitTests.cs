using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Sinks.Formats;

/// <summary>
/// The connector kit in the README of the hosting package, against what is sent: what a receiver is told to expect has to
/// be what it gets.
/// </summary>
public class ConnectorKitTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(Shared.RepositoryRoot, "src", "CraneAnomaly.Extensions.Hosting", "README.md"));

    [Fact]
    public void Elastic_EachFieldOfOurNamespace_HasAMappingOfItsType()
    {
        var template = JsonDocument.Parse(Block("json elastic")).RootElement;
        Assert.Contains("logs-craneanomaly.alert-*", template.GetProperty("index_patterns").EnumerateArray().Select(each => each.GetString()));
        var mapped = template.GetProperty("template").GetProperty("mappings").GetProperty("properties").GetProperty("crane")
            .GetProperty("properties").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetProperty("type").GetString()!);
        var sent = SampleAlerts.All.SelectMany(alert => Send("ecs", alert).GetProperty("crane").EnumerateObject()).ToList();
        Assert.All(sent, field => Assert.True(Takes(mapped[field.Name], field.Value), $"{field.Name} is {field.Value.ValueKind}"));

        // The function of a record is named by its pipeline, which the samples have none of.
        Assert.Equal(["function"], mapped.Keys.Except(sent.Select(field => field.Name)));
    }

    [Fact]
    public void Sentinel_EachColumn_IsDeclaredWithItsType()
    {
        var stream = JsonDocument.Parse(Block("json sentinel")).RootElement.GetProperty("properties").GetProperty("streamDeclarations");
        var declared = stream.GetProperty("Custom-CraneAnomaly").GetProperty("columns").EnumerateArray()
            .ToDictionary(column => column.GetProperty("name").GetString()!, column => column.GetProperty("type").GetString()!);
        var sent = SampleAlerts.All.SelectMany(alert => Send("asim", alert).EnumerateObject()).ToList();
        Assert.All(sent, column => Assert.True(Takes(declared[column.Name], column.Value), $"{column.Name} is {column.Value.ValueKind}"));
        Assert.Empty(declared.Keys.Except(sent.Select(column => column.Name)));
    }

    [Fact]
    public void Splunk_SourceTypeAndFieldsOfTheSearches_AreSent()
    {
        string kit = Block("ini splunk");
        var sent = Send("splunk-hec", SampleAlerts.Of(AlertCatalog.All[0]));
        Assert.Contains($"sourcetype = {sent.GetProperty("sourcetype").GetString()}", kit, StringComparison.Ordinal);
        Assert.Contains($"sourcetype=\"{sent.GetProperty("sourcetype").GetString()}\"", Block("text spl"), StringComparison.Ordinal);
        Assert.All(["id", "revision", "activity", "severity_id", "chain_seq"], field => sent.GetProperty("event").GetProperty(field));
    }

    [Fact]
    public void QRadar_EachAlertName_IsMapped()
    {
        var names = AlertCatalog.All.GroupBy(type => type.Kind, type => type.Name)
            .Select(kind => $"{kind.Key}: {string.Join(' ', kind.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);
        Assert.Equal(names, Block("text qradar").Split('\n'));
        string[] properties = ["craneId", "tag", "observed", "expectedLow", "expectedHigh", "attackTechnique", "incident", "tier", "revision", "chainSeq"];
        string line = AlertFormatContractTests.Line(
            AlertFormats.Create("leef", SampleAlerts.Source), SampleAlerts.Of(AlertCatalog.All.First(type => type.Techniques.Count > 0)));
        Assert.All(properties, property => Assert.Contains($"\t{property}=", line, StringComparison.Ordinal));
        Assert.All(properties, property => Assert.Contains($"`{property}`", s_readme, StringComparison.Ordinal));
    }

    private static bool Takes(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => type is "double" or "float" or "real" || (type is "long" or "int" && value.TryGetInt64(out _)),
        JsonValueKind.Array => type == "keyword" && value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String),
        JsonValueKind.Object => type == "dynamic",
        _ => type is "keyword" or "match_only_text" or "string" || (type == "datetime" && value.TryGetDateTime(out _)),
    };

    private static JsonElement Send(string format, Alert alert) =>
        JsonDocument.Parse(AlertFormatContractTests.Line(AlertFormats.Create(format, SampleAlerts.Source), alert)).RootElement;

    private static string Block(string name)
    {
        string fence = $"```{name}\n";
        int from = s_readme.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        Assert.True(from > fence.Length, $"there is no block {name}");
        return s_readme[from..s_readme.IndexOf("\n```", from, StringComparison.Ordinal)];
    }
}
