using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class StixFormatTests
{
    private static readonly Dictionary<string, string> s_schemas = new()
    {
        ["sighting"] = "sros",
        ["attack-pattern"] = "sdos",
        ["identity"] = "sdos",
        ["observed-data"] = "sdos",
        ["ipv4-addr"] = "observables",
        ["network-traffic"] = "observables",
    };

    private readonly AlertFormat _format = AlertFormats.Create("stix", SampleAlerts.Source);

    [Fact]
    public void Write_AnAlert_RefersOnlyToWhatIsInTheBundle()
    {
        foreach (var alert in SampleAlerts.All)
        {
            var objects = Objects(alert);
            var ids = objects.Select(each => each.GetProperty("id").GetString()!).ToList();
            Assert.Equal(ids.Distinct(), ids);
            var refs = objects.SelectMany(each => each.EnumerateObject())
                .Where(member => member.Name.EndsWith("_ref", StringComparison.Ordinal) || member.Name.EndsWith("_refs", StringComparison.Ordinal))
                .SelectMany(member => member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToArray() : [member.Value]);
            Assert.Empty(refs.Select(each => each.GetString()!).Except(ids));
            Assert.Equal("sighting", objects[^1].GetProperty("type").GetString());
            Assert.Equal(12, objects[^1].GetProperty("count").GetInt32());
        }
    }

    [Fact]
    public void Write_AnAddress_HasTheIdOfTheStandard()
    {
        byte[] hash = SHA1.HashData([.. new Guid("00abedb4-aa42-466c-9c01-fed23315a9b7").ToByteArray(bigEndian: true),
            .. Encoding.UTF8.GetBytes("{\"value\":\"10.1.0.66\"}")]);
        string hex = Convert.ToHexStringLower(hash);
        string variant = "89ab"[hash[8] >> 4 & 3].ToString();
        string expected = $"ipv4-addr--{hex[..8]}-{hex[8..12]}-5{hex[13..16]}-{variant}{hex[17..20]}-{hex[20..32]}";
        Assert.Contains(Objects(SampleAlerts.Of(AlertCatalog.All[0])), each => each.GetProperty("id").GetString() == expected);
    }

    [Fact]
    public async Task Write_EachAlertName_IsValidByTheSchemas()
    {
        foreach (var (type, folder) in s_schemas)
        {
            var schema = await SharedSchemas.LoadAsync($"stix2.1/schemas/{folder}/{type}.json");
            foreach (var alert in SampleAlerts.All)
            {
                var objects = Objects(alert).Where(each => each.GetProperty("type").GetString() == type).ToList();
                Assert.NotEmpty(objects);
                Assert.All(objects, each => Assert.Empty(schema.Validate(each.GetRawText())));
            }

            // The schema does refuse.
            string good = Objects(SampleAlerts.Of(AlertCatalog.All[0])).First(each => each.GetProperty("type").GetString() == type).GetRawText();
            Assert.NotEmpty(schema.Validate(good.Replace($"\"{type}--", "\"x--", StringComparison.Ordinal)));
        }
    }

    private List<JsonElement> Objects(Alert alert) =>
        [.. JsonDocument.Parse(AlertFormatContractTests.Line(_format, alert)).RootElement.GetProperty("objects").EnumerateArray()];
}
