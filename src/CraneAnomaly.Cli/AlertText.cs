using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CraneAnomaly.Cli;

/// <summary>An alert of the JSON form as text that a person reads from top to bottom.</summary>
internal static class AlertText
{
    public static string Of(JsonElement alert)
    {
        var text = new StringBuilder();
        text.AppendLine(Text(alert, "title"));
        text.AppendLine();
        Line(text, "alert", $"{Text(alert, "id")}, {Text(alert, "name")} ({Text(alert, "kind")}), severity {Text(alert, "severity")}, "
            + $"confidence {Text(alert, "confidence")}, tier {Text(alert, "tier")}");
        Line(text, "when", $"{Text(alert, "first_seen")} to {Text(alert, "last_seen")}, {Text(alert, "count")} finding(s)");
        Line(text, "asset", Text(alert, "asset"));
        Line(text, "signal", Text(alert, "signal"));
        Line(text, "from", Endpoint(alert, "source"));
        Line(text, "to", Endpoint(alert, "destination"));
        Line(text, "before", Text(alert, "before"));
        Line(text, "after", Text(alert, "after"));
        Line(text, "observed", WithUnit(Text(alert, "observed"), alert));
        Line(text, "expected", Expected(alert));
        Line(text, "score", Score(alert));
        Line(text, "detector", Text(alert, "detector"));
        Line(text, "lost", alert.TryGetProperty("loss", out var loss) && Text(loss, "moves_per_hour") is { } moves
            ? $"{moves} moves an hour" : null);
        Line(text, "permit", alert.TryGetProperty("permit", out var permit) ? Text(permit, "reason") : null);
        List(text, alert, "explanation", "because", reason =>
            $"{Text(reason, "feature")}: {Text(reason, "value")}, expected {Text(reason, "expected")} ({Share(reason)})");
        List(text, alert, "ruled_out", "other causes", cause =>
            $"{Text(cause, "cause")}: {Text(cause, "verdict")}, {Text(cause, "reason")}");
        List(text, alert, "techniques", "ATT&CK for ICS", technique => technique.ToString());
        List(text, alert, "evidence", "evidence", Evidence);
        text.AppendLine();
        Line(text, "do", Text(alert, "recommended_action"));
        return text.ToString();
    }

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) text.AppendLine(CultureInfo.InvariantCulture, $"{name + ":",-10} {value}");
    }

    private static void List(StringBuilder text, JsonElement alert, string member, string name, Func<JsonElement, string> say)
    {
        if (!alert.TryGetProperty(member, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) return;
        text.AppendLine(CultureInfo.InvariantCulture, $"{name}:");
        foreach (var item in list.EnumerateArray()) text.AppendLine(CultureInfo.InvariantCulture, $"  {say(item)}");
    }

    private static string? Endpoint(JsonElement alert, string name)
    {
        if (!alert.TryGetProperty(name, out var end)) return null;
        string port = Text(end, "port") is { } number ? $" port {number}" : "";
        string mac = Text(end, "mac") is { } address ? $" ({address})" : "";
        return $"{Text(end, "ip")}{port}{mac}";
    }

    private static string? Expected(JsonElement alert)
    {
        if (!alert.TryGetProperty("expected", out var expected)) return null;
        string? low = Text(expected, "low"), high = Text(expected, "high");
        string? range = low is not null && high is not null ? $"{low} to {high}"
            : low is not null ? $"at least {low}"
            : high is not null ? $"at most {high}" : null;
        return $"{WithUnit(range, alert) ?? "as usual"} ({Text(expected, "basis")})";
    }

    private static string? Score(JsonElement alert) => Text(alert, "score") is not { } score ? null
        : $"{score}, told from {Text(alert, "threshold")} on" + (Text(alert, "p_value") is { } p ? $", p-value {p}" : "");

    private static string? WithUnit(string? value, JsonElement alert) =>
        value is not null && Text(alert, "unit") is { } unit ? $"{value} {unit}" : value;

    private static string Share(JsonElement reason) =>
        reason.TryGetProperty("contribution", out var share) && share.TryGetDouble(out double part)
            ? part.ToString("0 %", CultureInfo.InvariantCulture)
            : "";

    private static string Evidence(JsonElement item)
    {
        string frame = Text(item, "frame") is { } number ? $" frame {number}" : "";
        return $"{Text(item, "ts")} {Text(item, "input")}{frame}: {Text(item, "record")}";
    }
}
