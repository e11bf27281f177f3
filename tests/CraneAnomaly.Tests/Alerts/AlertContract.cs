using System.Text.Json;
using System.Text.RegularExpressions;

namespace CraneAnomaly.Tests.Alerts;

/// <summary>The fields of an alert with their types, as the contract has them.</summary>
internal static partial class AlertContract
{
    private static readonly string[] s_required =
    [
        "id", "revision", "activity", "kind", "name", "title", "severity", "confidence", "tier", "impact", "asset",
        "first_seen",
        "last_seen", "created", "count", "input", "protocol", "detector", "config_hash", "explanation", "ruled_out",
        "techniques", "evidence", "recommended_action", "permit", "chain",
    ];

    private static readonly string[] s_texts =
    [
        "id", "activity", "kind", "name", "title", "tier", "site", "crane", "asset", "axis", "first_seen", "last_seen",
        "created",
        "input", "protocol", "function", "signal", "before", "after", "unit", "detector", "config_hash",
        "recommended_action",
        "incident", "suppressed_by", "handling",
    ];

    private static readonly string[] s_numbers =
        ["revision", "severity", "confidence", "count", "observed", "score", "threshold", "p_value"];

    private static readonly string[] s_lists = ["frames", "explanation", "ruled_out", "techniques", "evidence",
        "related"];

    private static readonly string[] s_objects =
        ["impact", "source", "destination", "expected", "model", "load_now", "permit", "clock", "coverage", "loss",
        "chain"];

    public static void Check(JsonElement alert)
    {
        var names = alert.EnumerateObject().Select(member => member.Name).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.Empty(s_required.Except(names));
        Assert.Equal("chain", names[^1]);
        foreach (var member in alert.EnumerateObject()) Assert.Equal((member.Name, KindOf(member.Name)),
            (member.Name, member.Value.ValueKind));
        CheckNoNull(alert);

        Assert.InRange(alert.GetProperty("id").GetString()!.Length, 1, 40);
        Assert.Contains(alert.GetProperty("activity").GetString(), (string[])["create", "update", "close"]);
        Assert.Contains(alert.GetProperty("tier").GetString(), (string[])["report", "page", "log"]);
        Assert.InRange(alert.GetProperty("severity").GetInt32(), 0, 100);
        Assert.InRange(alert.GetProperty("confidence").GetInt32(), 0, 100);
        foreach (string time in (string[])["first_seen", "last_seen", "created"])
            Assert.Matches(Time(), alert.GetProperty(time).GetString());
        Members(alert.GetProperty("impact"), ("safety", JsonValueKind.String), ("operations", JsonValueKind.String));
        bool matched = alert.GetProperty("permit").GetProperty("matched").GetBoolean();
        Members(alert.GetProperty("permit"), ("matched", matched ? JsonValueKind.True : JsonValueKind.False),
            ("reason", JsonValueKind.String));
        if (alert.TryGetProperty("suppressed_by", out _)) Assert.True(matched, "nothing but a permit suppresses");
        Members(
            alert.GetProperty("chain"), ("seq", JsonValueKind.Number), ("prev", JsonValueKind.String),
                ("hash", JsonValueKind.String));
        if (alert.TryGetProperty("model", out var model))
        {
            Members(model, ("id", JsonValueKind.String), ("version", JsonValueKind.String),
                ("hash", JsonValueKind.String));
            Assert.Matches(Hash(), model.GetProperty("hash").GetString());
        }

        if (alert.TryGetProperty("frames", out var frames))
        {
            Assert.Equal(2, frames.GetArrayLength());
            Assert.InRange(frames[0].GetInt64(), 1, frames[1].GetInt64());
        }

        Assert.Matches(Hash(), alert.GetProperty("config_hash").GetString());
        CheckLists(alert);
    }

    private static void CheckLists(JsonElement alert)
    {
        foreach (var reason in alert.GetProperty("explanation").EnumerateArray())
        {
            Assert.Equal(JsonValueKind.String, reason.GetProperty("feature").ValueKind);
            Assert.Equal(JsonValueKind.String, reason.GetProperty("value").ValueKind);
            Assert.Equal(JsonValueKind.String, reason.GetProperty("expected").ValueKind);
            Assert.InRange(reason.GetProperty("contribution").GetDouble(), 0, 1);
        }

        foreach (var cause in alert.GetProperty("ruled_out").EnumerateArray())
        {
            Assert.Contains(cause.GetProperty("verdict").GetString(),
                (string[])["excluded", "possible", "not-observable"]);
            Assert.NotEmpty(cause.GetProperty("cause").GetString()!);
            Assert.NotEmpty(cause.GetProperty("reason").GetString()!);
        }

        Assert.All(alert.GetProperty("techniques").EnumerateArray(),
            id => Assert.Matches("^T[0-9]{4}$", id.GetString()));
        Assert.InRange(alert.GetProperty("evidence").GetArrayLength(), 1, 16);
        foreach (var evidence in alert.GetProperty("evidence").EnumerateArray())
        {
            Assert.Equal(JsonValueKind.String, evidence.GetProperty("input").ValueKind);
            Assert.Matches(Time(), evidence.GetProperty("ts").GetString());
            if (evidence.TryGetProperty("sha256", out var sha)) Assert.Matches(Hash(), sha.GetString());
            if (evidence.TryGetProperty("frame", out var frame)) Assert.InRange(frame.GetInt64(), 1, long.MaxValue);
            if (evidence.TryGetProperty("offset", out var offset)) Assert.InRange(offset.GetInt64(), 0, long.MaxValue);
            if (evidence.TryGetProperty("record", out var record)) Assert.Equal(JsonValueKind.Object, record.ValueKind);
        }
    }

    private static JsonValueKind KindOf(string name) => s_texts.Contains(name) ? JsonValueKind.String
        : s_numbers.Contains(name) ? JsonValueKind.Number
        : s_lists.Contains(name) ? JsonValueKind.Array
        : s_objects.Contains(name) ? JsonValueKind.Object
        : throw new ArgumentException($"'{name}' is no field of the contract");

    private static void Members(JsonElement value, params (string Name, JsonValueKind Kind)[] members) =>
        Assert.Equal(members, value.EnumerateObject().Select(member => (member.Name, member.Value.ValueKind)));

    private static void CheckNoNull(JsonElement value)
    {
        Assert.NotEqual(JsonValueKind.Null, value.ValueKind);
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject()) CheckNoNull(member.Value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) CheckNoNull(item);
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{9}Z$")]
    private static partial Regex Time();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();
}
