using System.Globalization;
using System.Text;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary>Synthetic telemetry of cranes by turns: 22 fields a message, about as many bytes as real devices write.</summary>
internal static class TelemetryLines
{
    public const int Fields = 22;

    private static readonly string[] Signals =
    [
        "hoist.position", "hoist.speed", "hoist.demand", "hoist.torque", "trolley.position", "trolley.speed", "trolley.demand",
        "gantry.position", "gantry.speed", "spreader.load", "wind.speed", "drive.power", "boom.angle", "load.corner1",
        "load.corner2", "load.corner3", "load.corner4",
    ];

    /// <summary>Messages with their keys in one order.</summary>
    public static byte[] Json(int messages) => Write(messages, i => JsonOf(i, 0));

    /// <summary>Messages whose keys are turned round from one to the next.</summary>
    public static byte[] JsonInAnyOrder(int messages) => Write(messages, i => JsonOf(i, i * 7 % Fields));

    /// <summary>The same as JSON-flat of TIC 4.0.</summary>
    public static byte[] Flat(int messages) => Write(messages, i => Text(
        $"{{\"timestamp\":\"{Time(i)}\"{string.Concat(Signals.Select((_, k) => Text($",\"che.@QC{i % 12:00}.hoist.@main.x{k}.output.actual.value\":{Value(i, k)}")))}}}"));

    /// <summary>The same as a table.</summary>
    public static byte[] Csv(int messages) => Write(messages, i =>
        (i == 0 ? $"timestamp,crane,seq,spreader.locked,mode,{string.Join(',', Signals)}\n" : "")
        + Text($"{Time(i)},QC{i % 12:00},{i},{i & 1},auto,{string.Join(',', Signals.Select((_, k) => Value(i, k)))}"));

    private static byte[] Write(int messages, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (int i = 0; i < messages; i++) text.Append(line(i)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string JsonOf(int i, int turn)
    {
        string[] members =
        [
            $"\"timestamp\":\"{Time(i)}\"", Text($"\"crane\":\"QC{i % 12:00}\""), Text($"\"seq\":{i}"),
            i % 2 == 0 ? "\"spreader.locked\":true" : "\"spreader.locked\":false", "\"mode\":\"auto\"",
            .. Signals.Select((name, k) => $"\"{name}\":{Value(i, k)}"),
        ];
        return $"{{{string.Join(',', members.Skip(turn).Concat(members.Take(turn)))}}}";
    }

    private static string Time(int i) => new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(i / 12 * 100)
        .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Value(int i, int k) =>
        (Math.Round(Math.Sin(i * 0.01 + k) * 50, 2)).ToString("0.0#", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
