using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class OcsfFormatTests
{
    private static readonly string[] s_required =
        ["activity_id", "category_uid", "class_uid", "type_uid", "severity_id", "time", "metadata"];

    private readonly AlertFormat _format = AlertFormats.Create("ocsf", SampleAlerts.Source);

    [Fact]
    public void Write_EachAlertName_HasWhatTheClassRequires()
    {
        foreach (var alert in SampleAlerts.All)
        {
            var json = JsonDocument.Parse(AlertFormatContractTests.Line(_format, alert)).RootElement;
            Assert.All(s_required, name => json.GetProperty(name));
            bool incident = alert.Type.Kind == "incident";
            Assert.Equal(incident ? 200502 : 200402, json.GetProperty("type_uid").GetInt32());
            Assert.Equal(4, json.GetProperty("severity_id").GetInt32());
            Assert.Equal(alert.CreatedNs / 1_000_000, json.GetProperty("time").GetInt64());
            Assert.Equal(42, json.GetProperty("metadata").GetProperty("sequence").GetInt64());
            var finding = incident ? json.GetProperty("finding_info_list")[0] : json.GetProperty("finding_info");
            Assert.Equal(alert.Id, finding.GetProperty("uid").GetString());
            if (incident) Assert.Equal(3, json.GetProperty("finding_info_list").GetArrayLength());
            else Assert.Equal(alert.Incident, json.GetProperty("metadata").GetProperty("correlation_uid").GetString());
            Assert.Equal(alert.Type.Techniques, finding.GetProperty("attacks").EnumerateArray()
                .Select(attack => attack.GetProperty("technique").GetProperty("uid").GetString()!).Distinct());
        }
    }

    [Fact]
    public async Task Write_EachAlertName_IsValidByTheSchema()
    {
        var detection = await SharedSchemas.LoadAsync("ocsf/detection_finding-1.8.0.schema.json");
        var incident = await SharedSchemas.LoadAsync("ocsf/incident_finding-1.8.0.schema.json");
        foreach (var alert in SampleAlerts.All.Append(SampleAlerts.Of(AlertCatalog.All[0], "plain", measured: false)))
        {
            string line = AlertFormatContractTests.Line(_format, alert);
            var schema = alert.Type.Kind == "incident" ? incident : detection;
            Assert.Empty(schema.Validate(line));
            // The schema does refuse.
            Assert.NotEmpty(schema.Validate(line.Replace("\"class_uid\"", "\"class\"", StringComparison.Ordinal)));
            Assert.NotEmpty(schema.Validate(line.Replace("\"status_id\":", "\"status_id\":8", StringComparison.Ordinal)));
        }
    }
}
