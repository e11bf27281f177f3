using System.Text;
using System.Text.Json;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>
/// What a report under 33 CFR 6.16-1 or 33 CFR 101.650(g)(1) is asked for, as far as traffic and telemetry show it. Whether there
/// is anything to report is for people: no word here says so.
/// </summary>
internal static class ReportFacts
{
    private static readonly string[] s_notHere =
    [
        "name, address and MTSA facility or vessel identification of who reports",
        "name and telephone of the Cybersecurity Officer",
        "consequences outside of what was captured: injuries, damage, other systems",
        "what was done since",
        "whether the event has to be reported: this is a list of facts, and no legal verdict",
    ];

    public static string Of(FoundAlert found, string inputs)
    {
        using var document = JsonDocument.Parse(found.States[^1].Line);
        var alert = document.RootElement;
        var text = new StringBuilder("Facts for a report under 33 CFR 6.16-1 or 33 CFR 101.650(g)(1), out of traffic and telemetry\n\n");
        Line("what was seen", AlertText.Text(alert, "title"));
        Line("kind", $"{AlertText.Text(alert, "kind")} ({AlertText.Text(alert, "name")})");
        Line("first seen (UTC)", AlertText.Text(alert, "first_seen"));
        Line("last seen (UTC)", AlertText.Text(alert, "last_seen"));
        Line("clock", alert.TryGetProperty("clock", out var clock) ? clock.GetRawText() : "as the capture says; not compared with another clock");
        Line("site", AlertText.Text(alert, "site"));
        Line("crane", AlertText.Text(alert, "crane"));
        Line("asset", AlertText.Text(alert, "asset"));
        Line("from", End(alert, "source"));
        Line("to", End(alert, "destination"));
        Line("protocol", $"{AlertText.Text(alert, "protocol")} {AlertText.Text(alert, "function")}".Trim());
        Line("signal", AlertText.Text(alert, "signal"));
        Line("value before", AlertText.Text(alert, "before"));
        Line("value after", AlertText.Text(alert, "after"));
        if (alert.TryGetProperty("impact", out var impact))
            Line("impact", $"on safety {AlertText.Text(impact, "safety")}, on operations {AlertText.Text(impact, "operations")}; of this kind of event, not measured");
        Line("severity, confidence", $"{AlertText.Text(alert, "severity")}, {AlertText.Text(alert, "confidence")} of 100");
        Line("permit", alert.TryGetProperty("permit", out var permit) ? AlertText.Text(permit, "reason") : null);
        foreach (var cause in List(alert, "ruled_out"))
            Line("other cause", $"{AlertText.Text(cause, "cause")}: {AlertText.Text(cause, "verdict")}, {AlertText.Text(cause, "reason")}");
        Line("ATT&CK for ICS", string.Join(", ", List(alert, "techniques").Select(t => t.GetString())));
        Line("related alerts", string.Join(", ", List(alert, "related").Select(t => t.GetString()).Append(AlertText.Text(alert, "incident")).Where(t => t is not null)));
        Line("captured in", inputs);
        text.Append("\nNot known here:\n");
        foreach (string missing in s_notHere) text.Append("- ").Append(missing).Append('\n');
        return text.ToString();

        void Line(string name, string? value) => text.Append(name).Append(": ").Append(string.IsNullOrEmpty(value) ? "not known" : value).Append('\n');
    }

    private static IEnumerable<JsonElement> List(JsonElement alert, string name) =>
        alert.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string? End(JsonElement alert, string name) => !alert.TryGetProperty(name, out var end) ? null
        : $"{AlertText.Text(end, "ip")} port {AlertText.Text(end, "port") ?? "-"}, hardware address {AlertText.Text(end, "mac") ?? "not seen"}";
}
