using System.Text.Json;
using CraneAnomaly.Records;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>Reads <c>labels.json</c>.</summary>
internal static class LabelFile
{
    public const string Name = "labels.json";

    /// <exception cref="UnusableException">The file cannot be read, or says something that labels do not have.</exception>
    public static IReadOnlyList<LabelledEvent> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Array)
                throw new UnusableException($"{path}: it must be an array of events.");
            return [.. json.RootElement.EnumerateArray().Select((element, i) => ReadEvent(path, i + 1, element))];
        }
        catch (JsonException e)
        {
            throw new UnusableException($"{path}: line {e.LineNumber + 1}: it is not JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: it cannot be read: {e.Message}");
        }
    }

    private static LabelledEvent ReadEvent(string path, int number, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("it must be an object");
        var label = new LabelledEvent { Family = "", Name = "" };
        foreach (var member in element.EnumerateObject())
        {
            label = member.Name switch
            {
                "crane" => label with { Crane = Text(member) },
                "axis" => label with { Axis = Text(member) },
                "start" => label with { StartNs = Time(member) },
                "end" => label with { EndNs = Time(member) },
                "input" => label with { Input = Text(member) },
                "frames" => label with { Frames = Frames(member) },
                "family" => label with { Family = Text(member) },
                "name" => label with { Name = Text(member) },
                "strength" => label with { Strength = Number(member) },
                "cause" => label with { Cause = Text(member) },
                "note" => label,
                _ => throw Wrong($"'{member.Name}' is not a key of labels"),
            };
        }

        if (label.Family.Length == 0) throw Wrong("it has no family");
        if (label.Frames is null && (label.StartNs == long.MinValue || label.EndNs == long.MaxValue))
            throw Wrong("it needs start and end, or input and frames");
        if (label.Frames is null && label.EndNs < label.StartNs) throw Wrong("it ends before it starts");
        return label;

        string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
            ? member.Value.GetString()!
            : throw Wrong($"'{member.Name}' must be a text");

        double Number(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Number
            ? member.Value.GetDouble()
            : throw Wrong($"'{member.Name}' must be a number");

        long Time(JsonProperty member) => EventTime.TryParse(Text(member), out long ns)
            ? ns
            : throw Wrong($"'{member.Name}' must be a time such as 2026-03-01T04:12:09Z");

        (long, long) Frames(JsonProperty member) =>
            member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 2
            && member.Value[0].TryGetInt64(out long first) && member.Value[1].TryGetInt64(out long last)
                ? (first, last)
                : throw Wrong("'frames' must be [first, last]");

        UnusableException Wrong(string what) => new($"{path}: event {number}: {what}.");
    }
}
