using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class JsonFormatTests
{
    // Where the sentence stands in each format that is JSON.
    private static readonly Dictionary<string, string> s_title = new()
    {
        ["ocsf"] = "message",
        ["ecs"] = "message",
        ["splunk-hec"] = "event.description",
        ["asim"] = "AlertDescription",
    };

    private static readonly string[] s_asimMandatory =
    [
        "EventCount", "EventStartTime", "EventEndTime", "EventType", "EventUid", "EventProduct", "EventVendor", "EventSchema",
        "EventSchemaVersion", "TimeGenerated",
    ];

    private static readonly string[] s_ecsTop =
        ["@timestamp", "ecs", "message", "event", "rule", "threat", "observer", "source", "destination", "network", "device", "related", "crane"];

    [Property(MaxTest = 300)]
    public void Write_AnyText_ReadsAsItWas(string? text)
    {
        string any = $"{text}\"\\\n{{}}\u2028";
        if (any.Length > 1000) return;
        // A half of a surrogate pair is no character.
        string expected = string.Concat(any.EnumerateRunes());
        foreach (var (name, path) in s_title)
        {
            var json = Parse(name, SampleAlerts.Of(AlertCatalog.All[0], any));
            Assert.Equal(expected, At(json, path).GetString());
        }
    }

    [Fact]
    public void Ecs_EachAlertName_HasFieldsOfTheSchemaOnly()
    {
        var fields = File.ReadLines(SharedSchemas.PathTo("ecs/fields.csv")).Skip(1).Select(line => line.Split(',')[3]).ToHashSet();
        string[] arrays = ["event.category", "event.type", "threat.tactic.id", "threat.tactic.name", "threat.technique.id", "threat.technique.name", "related.ip"];
        Assert.Contains("event.kind", fields);
        foreach (var alert in SampleAlerts.All)
        {
            var leaves = Leaves("", Parse("ecs", alert)).Where(leaf => !leaf.Path.StartsWith("crane.", StringComparison.Ordinal)).ToList();
            Assert.All(leaves, leaf => Assert.Contains(leaf.Path, fields));
            Assert.All(leaves, leaf => Assert.Equal(arrays.Contains(leaf.Path), leaf.Kind == JsonValueKind.Array));
        }
    }

    [Fact]
    public void Ecs_AnAlert_IsOneOfADetectionOutsideElastic()
    {
        var json = Parse("ecs", SampleAlerts.Of(AlertCatalog.All[0]));
        Assert.Empty(json.EnumerateObject().Select(member => member.Name).Except(s_ecsTop));
        Assert.Equal(("alert", "intrusion_detection", "info"), (At(json, "event.kind").GetString(),
            At(json, "event.category")[0].GetString(), At(json, "event.type")[0].GetString()));
        Assert.Equal(("02-00-0A-01-00-42", 42), (At(json, "source.mac").GetString(), At(json, "event.sequence").GetInt32()));
    }

    [Theory]
    [InlineData("splunk-cim/Alerts.json")]
    [InlineData("splunk-cim/Intrusion_Detection.json")]
    public void SplunkHec_EachAlertName_HasWhatTheModelRequires(string model)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedSchemas.PathTo(model)));
        var fields = file.RootElement.GetProperty("objects").EnumerateArray().SelectMany(o => o.GetProperty("fields").EnumerateArray()).ToList();
        foreach (var alert in SampleAlerts.All)
        {
            var json = Parse("splunk-hec", alert);
            Assert.Equal(1_772_410_003.123m, json.GetProperty("time").GetDecimal());
            foreach (var field in fields.Where(field => field.GetProperty("type").GetString() == "required"))
            {
                string value = json.GetProperty("event").GetProperty(field.GetProperty("name").GetString()!).ToString();
                Assert.NotEmpty(value);
                if (field.TryGetProperty("expected_values", out var allowed))
                    Assert.Contains(value, allowed.EnumerateArray().Select(each => each.GetString()));
            }
        }
    }

    [Fact]
    public void Asim_EachAlertName_HasWhatIsMandatory()
    {
        foreach (var alert in SampleAlerts.All)
        {
            var json = Parse("asim", alert);
            Assert.All(s_asimMandatory, name => json.GetProperty(name));
            Assert.Equal(("AlertEvent", "Anomaly", "High"), (json.GetProperty("EventSchema").GetString(),
                json.GetProperty("EventSubType").GetString(), json.GetProperty("EventSeverity").GetString()));
            Assert.Equal(42, At(json, "AdditionalFields.ChainSeq").GetInt32());
            if (alert.Type.Techniques.Contains("T0836"))
                Assert.Contains("Modify Parameter (T0836)", json.GetProperty("AttackTechniques").GetString(), StringComparison.Ordinal);
        }
    }

    private static JsonElement Parse(string name, Alert alert) =>
        JsonDocument.Parse(AlertFormatContractTests.Line(AlertFormats.Create(name, SampleAlerts.Source), alert)).RootElement;

    private static JsonElement At(JsonElement json, string path) =>
        path.Split('.').Aggregate(json, (at, name) => at.GetProperty(name));

    private static IEnumerable<(string Path, JsonValueKind Kind)> Leaves(string path, JsonElement json) =>
        json.ValueKind != JsonValueKind.Object
            ? [(path, json.ValueKind)]
            : json.EnumerateObject().SelectMany(member => Leaves(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value));
}
