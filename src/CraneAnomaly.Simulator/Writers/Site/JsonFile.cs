using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary>A small JSON file for people and programs: indented, the same bytes on every system.</summary>
internal static class JsonFile
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Layout)) content(json);
        stream.WriteByte((byte)'\n');
        File.WriteAllBytes(path, stream.ToArray());
    }

    /// <summary>A list of small objects, one a line.</summary>
    public static void WriteLines(string path, IEnumerable<Action<Utf8JsonWriter>> objects)
    {
        var text = new StringBuilder("[");
        string separator = "\n";
        foreach (var content in objects)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, Layout with { Indented = false }))
            {
                json.WriteStartObject();
                content(json);
                json.WriteEndObject();
            }

            text.Append(separator).Append("  ").Append(Encoding.UTF8.GetString(stream.ToArray()));
            separator = ",\n";
        }

        File.WriteAllText(path, text.Append("\n]\n").ToString());
    }

    /// <summary>Writes an array of objects under a name.</summary>
    public static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an array of texts under a name.</summary>
    public static void Texts(Utf8JsonWriter json, string name, params string[] texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
