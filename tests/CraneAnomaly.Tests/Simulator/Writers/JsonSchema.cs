using System.Text.Json;
using System.Text.RegularExpressions;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Simulator.Writers;

/// <summary>What of JSON Schema (draft 2020-12) the schemas of the repository use; anything else in them is an error.</summary>
internal static class JsonSchema
{
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "default", "format"];

    /// <summary>Says where a document does not fit the schema of a name.</summary>
    public static IEnumerable<string> Violations(string schema, string json)
    {
        string path = Path.Combine(Shared.RepositoryRoot, "datasets", "schemas", $"{schema}.schema.json");
        return Check(JsonDocument.Parse(File.ReadAllText(path)).RootElement, JsonDocument.Parse(json).RootElement, "$");
    }

    private static IEnumerable<string> Check(JsonElement schema, JsonElement value, string at)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            foreach (string violation in Rule(schema, rule.Name, rule.Value, value, at)) yield return violation;
        }
    }

    private static IEnumerable<string> Rule(JsonElement schema, string name, JsonElement rule, JsonElement value, string at) => name switch
    {
        _ when Annotations.Contains(name) => [],
        "type" => Unless(IsOf(rule.GetString()!, value), $"{at} is no {rule}"),
        "enum" => Unless(rule.EnumerateArray().Any(e => e.GetRawText() == value.GetRawText()), $"{at}: {value} is none of {rule}"),
        "pattern" => Unless(Regex.IsMatch(value.GetString()!, rule.GetString()!), $"{at}: {value} is not {rule}"),
        "minLength" => Unless(value.GetString()!.Length >= rule.GetInt32(), $"{at} is too short"),
        "minimum" => Unless(value.GetDouble() >= rule.GetDouble(), $"{at}: {value} < {rule}"),
        "maximum" => Unless(value.GetDouble() <= rule.GetDouble(), $"{at}: {value} > {rule}"),
        "exclusiveMinimum" => Unless(value.GetDouble() > rule.GetDouble(), $"{at}: {value} <= {rule}"),
        "minItems" => Unless(value.GetArrayLength() >= rule.GetInt32(), $"{at} has too few items"),
        "maxItems" => Unless(value.GetArrayLength() <= rule.GetInt32(), $"{at} has too many items"),
        "required" => rule.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at} has no {r}"),
        "anyOf" => Unless(rule.EnumerateArray().Any(s => !Check(s, value, at).Any()), $"{at} fits none of {rule}"),
        "items" => value.EnumerateArray().SelectMany((item, i) => Check(rule, item, $"{at}[{i}]")),
        "properties" => value.EnumerateObject().Where(m => rule.TryGetProperty(m.Name, out _))
            .SelectMany(m => Check(rule.GetProperty(m.Name), m.Value, $"{at}.{m.Name}")),
        "additionalProperties" when rule.ValueKind == JsonValueKind.False => value.EnumerateObject()
            .Where(m => !schema.GetProperty("properties").TryGetProperty(m.Name, out _)).Select(m => $"{at}.{m.Name} is unknown"),
        "additionalProperties" => value.EnumerateObject().SelectMany(m => Check(rule, m.Value, $"{at}.{m.Name}")),
        _ => throw new NotSupportedException($"a schema says '{name}'"),
    };

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static string[] Unless(bool holds, string violation) => holds ? [] : [violation];
}
