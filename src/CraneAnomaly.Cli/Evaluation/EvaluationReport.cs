using System.Globalization;
using System.Text.Json;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>Tells what came of an evaluation: a table for people, JSON for programs.</summary>
internal static class EvaluationReport
{
    private static readonly (string Title, Func<FoundEvent, string> Key)[] s_groups =
    [
        ("family", found => found.Event.Family),
        ("scenario", found => found.Event.Name),
        ("strength", found => found.Event.Strength == 0 ? "none" : Percent(found.Event.Strength)),
    ];

    public static void Print(TextWriter to, IReadOnlyList<Contestant> contestants)
    {
        Row(to, "detector", "found", "recall (95 %)", "told s", "p90 s", "onset s", "p90 s", "false", "per crane-day (95 %)");
        foreach (var contestant in contestants) Row(to, Cells(contestant));
        foreach (var (title, key) in s_groups)
        {
            to.WriteLine();
            to.WriteLine($"CraneAnomaly by {title}");
            foreach (var group in Grouped(contestants[0], key))
            {
                var (found, of) = Contestant.Recall(group);
                Row(to, [group.Key, $"{found}/{of}", Share(found, of), .. Times(group), "", ""]);
            }
        }

        to.WriteLine();
        to.WriteLine("CraneAnomaly: false episodes by family");
        foreach (string family in Families(contestants[0]))
        {
            long wrong = contestants[0].FalseByFamily.GetValueOrDefault(family);
            Row(to, family, "", "", "", "", "", "", Count(wrong), PerDay(wrong, contestants[0].CraneDays));
        }

        var missed = contestants[0].Events.Where(found => found.FirstSeenNs is null).ToList();
        to.WriteLine();
        to.WriteLine(missed.Count == 0 ? "nothing was missed" : "missed");
        foreach (var group in missed.GroupBy(found => (found.Event.Name, found.Event.Strength)).OrderBy(g => g.Key))
        {
            string strength = group.Key.Strength == 0 ? "" : $" at {Percent(group.Key.Strength)}";
            to.WriteLine($"  {group.Key.Name}{strength}: {group.Count()}");
        }
    }

    public static void WriteJson(Stream to, IReadOnlyList<Contestant> contestants)
    {
        using var json = new Utf8JsonWriter(to, new() { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("detectors");
        foreach (var contestant in contestants)
        {
            json.WriteStartObject();
            json.WriteString("name", contestant.Name);
            Group(json, contestant.Events);
            json.WriteNumber("false_episodes", contestant.False);
            json.WriteNumber("crane_days", contestant.CraneDays);
            var interval = contestant.FalseInterval;
            if (contestant.CraneDays > 0)
            {
                json.WriteNumber("false_per_crane_day", contestant.False / contestant.CraneDays);
                Interval(json, "false_per_crane_day_95", interval);
            }

            json.WriteStartObject("false_by_family");
            foreach (string family in Families(contestant))
            {
                // Who knows no families cannot be wrong about one.
                if (contestant.FalseByFamily.Count == 0 && contestant.False > 0) break;
                long wrong = contestant.FalseByFamily.GetValueOrDefault(family);
                json.WriteStartObject(family);
                json.WriteNumber("false_episodes", wrong);
                if (contestant.CraneDays > 0)
                {
                    json.WriteNumber("false_per_crane_day", wrong / contestant.CraneDays);
                    Interval(json, "false_per_crane_day_95", ConfidenceInterval.OfRate(wrong, contestant.CraneDays));
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            foreach (var (title, key) in s_groups)
            {
                json.WriteStartObject($"by_{title}");
                foreach (var group in Grouped(contestant, key))
                {
                    json.WriteStartObject(group.Key);
                    Group(json, group);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Group(Utf8JsonWriter json, IEnumerable<FoundEvent> events)
    {
        var (found, of) = Contestant.Recall(events);
        json.WriteNumber("found", found);
        json.WriteNumber("events", of);
        if (of > 0)
        {
            json.WriteNumber("recall", (double)found / of);
            Interval(json, "recall_95", ConfidenceInterval.OfShare(found, of));
        }

        if (Contestant.Delay(events) is { } delay)
        {
            json.WriteNumber("seconds_to_detect_median", delay.Median);
            json.WriteNumber("seconds_to_detect_p90", delay.P90);
        }

        if (Contestant.OnsetError(events) is not { } onset) return;
        json.WriteNumber("onset_error_seconds_median", onset.Median);
        json.WriteNumber("onset_error_seconds_p90", onset.P90);
    }

    private static void Interval(Utf8JsonWriter json, string name, ConfidenceInterval interval)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(interval.Low);
        json.WriteNumberValue(interval.High);
        json.WriteEndArray();
    }

    private static IEnumerable<IGrouping<string, FoundEvent>> Grouped(Contestant contestant, Func<FoundEvent, string> key) =>
        contestant.Events.GroupBy(key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);

    private static string[] Cells(Contestant contestant)
    {
        var (found, of) = Contestant.Recall(contestant.Events);
        return
        [
            contestant.Name, $"{found}/{of}", Share(found, of), .. Times(contestant.Events),
            Count(contestant.False), PerDay(contestant.False, contestant.CraneDays),
        ];
    }

    private static string[] Times(IEnumerable<FoundEvent> events)
    {
        var (delay, onset) = (Contestant.Delay(events), Contestant.OnsetError(events));
        return [Seconds(delay?.Median), Seconds(delay?.P90), Seconds(onset?.Median), Seconds(onset?.P90)];
    }

    // Those of the events, and those that only false episodes have.
    private static IEnumerable<string> Families(Contestant contestant) => contestant.Events
        .Select(found => found.Event.Family).Concat(contestant.FalseByFamily.Keys)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string PerDay(long count, double days)
    {
        if (days <= 0) return "no time passed";
        var rate = ConfidenceInterval.OfRate(count, days);
        return string.Create(CultureInfo.InvariantCulture, $"{count / days:0.00} ({rate.Low:0.00}-{rate.High:0.00})");
    }

    private static void Row(TextWriter to, params string[] cells) =>
        to.WriteLine(string.Format(CultureInfo.InvariantCulture,
            "{0,-32} {1,7}  {2,-18} {3,7} {4,7} {5,8} {6,7} {7,7}  {8}", cells).TrimEnd());

    private static string Share(int found, int of)
    {
        var interval = ConfidenceInterval.OfShare(found, of);
        return of == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"{100.0 * found / of:0} % ({100 * interval.Low:0}-{100 * interval.High:0})");
    }

    private static string Seconds(double? seconds) =>
        seconds is { } known ? known.ToString("0", CultureInfo.InvariantCulture) : "";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
