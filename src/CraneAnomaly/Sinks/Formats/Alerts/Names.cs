using System.Collections.Concurrent;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>Words that several formats have for the same.</summary>
internal static class Names
{
    private static readonly ConcurrentDictionary<string, string> Titles = new(StringComparer.Ordinal);

    public static string Of(AlertActivity activity) => activity switch
    {
        AlertActivity.Create => "create",
        AlertActivity.Update => "update",
        _ => "close",
    };

    public static string Of(AlertTier tier) => tier switch
    {
        AlertTier.Report => "report",
        AlertTier.Page => "page",
        _ => "log",
    };

    /// <summary>A name for people that is the same for all alerts of a type, such as <c>Command first seen</c>.</summary>
    public static string Plain(AlertType type)
    {
        if (Titles.TryGetValue(type.Name, out string? title)) return title;
        string words = type.Name.Replace('.', ' ').Replace('-', ' ');
        title = words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] : words;
        // The catalogue fits in many times over; more would be names that are made up.
        if (Titles.Count < 1024) Titles[type.Name] = title;
        return title;
    }

    /// <summary>The transport of the record that shows it, by the keyword of IANA; null where it has none.</summary>
    public static string? Transport(RecordCopy evidence) => evidence.Body.Flow.IpProtocol switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        58 => "ipv6-icmp",
        _ => null,
    };
}
