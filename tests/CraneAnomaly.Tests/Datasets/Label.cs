using System.Text.Json;

namespace CraneAnomaly.Tests.Datasets;

/// <summary>One event of a <c>labels.json</c>: what happened, and in which frames it is to be seen.</summary>
public sealed record Label(string Input, long[] Frames, string Family, string Name, string Note)
{
    public static IReadOnlyList<Label> Read(string folder) =>
        JsonSerializer.Deserialize<Label[]>(File.ReadAllText(Path.Combine(folder, "labels.json")), JsonSerializerOptions.Web)!;

    public override string ToString() => $"{Name} in frames {Frames[0]}-{Frames[1]}";
}
