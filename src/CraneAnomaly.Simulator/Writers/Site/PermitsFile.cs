using System.Text;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary><c>permits.csv</c>: who was allowed to do what, where and when.</summary>
internal static class PermitsFile
{
    public const string Name = "permits.csv";

    public static void Write(string path, IEnumerable<SimulatedPermit> permits)
    {
        var text = new StringBuilder("id,crane,person,system,source,actions,from,to,approved_by\n");
        foreach (var p in permits)
        {
            text.AppendJoin(',', ((string[])[
                p.Id, p.Crane, p.Person, p.System, p.Source, p.Actions, TimeText.Of(p.FromNs), TimeText.Of(p.ToNs), p.ApprovedBy,
            ]).Select(Field)).Append('\n');
        }

        File.WriteAllText(path, text.ToString());
    }

    // RFC 4180, 2.
    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
