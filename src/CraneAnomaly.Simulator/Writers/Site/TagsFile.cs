using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary><c>tags.json</c>: which register of which controller is which signal.</summary>
internal static class TagsFile
{
    public const string Name = "tags.json";

    /// <param name="path">The file.</param>
    /// <param name="tags">Crane, address of its controller (<c>IP:PORT/UNIT</c>), and a tag of it.</param>
    public static void Write(string path, IEnumerable<(string Crane, string Controller, RegisterTag Tag)> tags) =>
        JsonFile.Write(path, json =>
        {
            json.WriteStartObject();
            JsonFile.Array(json, "tags", tags, entry =>
            {
                var tag = entry.Tag;
                json.WriteString("source", $"modbus:{entry.Controller}/{tag.TableName}/{tag.AddressText}");
                json.WriteString("type", tag.Type);
                json.WriteString("signal", SignalCatalog.Utf8(new(tag.Place)));
                if (tag.Scale != 1) json.WriteNumber("scale", tag.Scale);
                if (SignalCatalog.Unit(new(tag.Place)) is { Length: > 0 } unit) json.WriteString("unit", unit);
                json.WriteString("crane", entry.Crane);
            });
            json.WriteEndObject();
        });
}
