using System.Text.Json;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary><c>labels.json</c>: what should be found.</summary>
internal static class LabelsFile
{
    public const string Name = "labels.json";

    public static void Write(string path, IEnumerable<Label> labels) =>
        JsonFile.WriteLines(path, labels.Select(label => (Action<Utf8JsonWriter>)(json => Members(json, label))));

    private static void Members(Utf8JsonWriter json, Label label)
    {
        var told = label.Event;
        json.WriteString("crane", told.Crane);
        json.WriteString("start", TimeText.Of(told.StartNs));
        json.WriteString("end", TimeText.Of(told.EndNs));
        if (label.Input is not null)
        {
            json.WriteString("input", label.Input);
            json.WriteStartArray("frames");
            json.WriteNumberValue(label.First);
            json.WriteNumberValue(label.Last);
            json.WriteEndArray();
        }

        json.WriteString("family", told.Family);
        json.WriteString("name", told.Name);
        json.WriteNumber("strength", told.Strength);
        json.WriteString("note", told.Note);
        if (told.Cause is not null) json.WriteString("cause", told.Cause);
    }
}
