using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts.Incidents;

/// <summary>Alerts that belong together. It is told once they are of two families: one kind of thing is one alert.</summary>
internal sealed class Incident
{
    private const int MostMembers = 256, MostSteps = 12;

    private readonly Dictionary<string, Alert> _members = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private Alert? _told;

    public Incident(Alert first)
    {
        Id = "in-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.Id)))[..32];
        Take(first);
    }

    public string Id { get; }

    /// <summary>Event time of the last member's last evidence.</summary>
    public long LastSeenNs { get; private set; } = long.MinValue;

    /// <summary>Whether it was told.</summary>
    public bool IsTold => _told is not null;

    /// <summary>Whether it is more than one kind of thing.</summary>
    private bool IsWhole => _members.Values.Select(member => member.Type.Kind).Distinct().Skip(1).Any();

    /// <summary>Its members, in the order in which they were told.</summary>
    public IEnumerable<Alert> Members => _order.Select(id => _members[id]);

    /// <summary>Cranes, hosts and devices that its members are of.</summary>
    public List<string> Things { get; } = [];

    /// <summary>Takes a state of a member; past the cap only of members that it has, and false for others.</summary>
    public bool Take(Alert alert)
    {
        if (!_members.ContainsKey(alert.Id))
        {
            if (_members.Count >= MostMembers) return false;
            _order.Add(alert.Id);
        }

        _members[alert.Id] = alert;
        LastSeenNs = Math.Max(LastSeenNs, alert.LastSeenNs);
        return true;
    }

    /// <summary>The alert that tells it as it is now; null while there is nothing to tell, or nothing new.</summary>
    public Alert? Tell(AlertActivity activity, long nowNs)
    {
        if (!IsWhole || (activity == AlertActivity.Close && _told is null)) return null;
        var members = Members.ToList();
        var worst = members.MaxBy(member => member.Severity)!;
        string[] related = [.. members.Select(member => member.Id)];
        if (activity != AlertActivity.Close && _told is { } last && last.Severity == worst.Severity && last.Related.SequenceEqual(related)) return null;
        if (_told is null) activity = AlertActivity.Create;
        var first = members.MinBy(member => (member.FirstSeenNs, member.CreatedNs))!;
        var cranes = members.Select(member => member.Crane).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        int confidence = members.Max(member => member.Confidence);
        var type = AlertCatalog.Get("incident");
        _told = first with
        {
            Id = Id,
            Revision = (_told?.Revision ?? 0) + 1,
            Activity = activity,
            Type = type with { Techniques = [.. members.SelectMany(member => member.Type.Techniques).Distinct()], Action = worst.Type.Action },
            Title = Title(members, cranes),
            Severity = worst.Severity,
            Confidence = confidence,

            // Two families are two independent kinds of evidence.
            Tier = worst.Severity >= 80 && confidence >= 90 ? AlertTier.Report : worst.Severity >= 60 ? AlertTier.Page : AlertTier.Log,
            Crane = cranes.Count == 1 ? cranes[0] : null,
            LastSeenNs = members.Max(member => member.LastSeenNs),
            CreatedNs = nowNs,
            Count = members.Count,
            Finding = FindingOf(members, first, worst),
            Detectors = ["incident"],
            Evidence = [.. members.Take(5).SelectMany(member => member.Evidence.Take(3))],
            Explanations = Timeline(members),
            RuledOut = [],
            Incident = null,
            Related = related,
        };
        return _told;
    }

    private static string Title(List<Alert> members, List<string> cranes)
    {
        var families = members.Select(member => Words(member.Type.Kind)).Distinct().ToList();
        string where = cranes.Count switch { 0 => "", 1 => $" on {cranes[0]}", <= 4 => $" on {string.Join(", ", cranes)}", _ => $" on {cranes.Count} cranes" };
        var first = members.MinBy(member => (member.FirstSeenNs, member.CreatedNs))!;
        return string.Create(CultureInfo.InvariantCulture,
            $"{members.Count} alerts belong together{where} since {EventTime.ToText(first.FirstSeenNs)[11..16]} UTC ({string.Join(", ", families)}): {first.Title}");
    }

    private static Finding FindingOf(List<Alert> members, Alert first, Alert worst) => new()
    {
        Sketch = new("incident", "incident", default, worst.Severity, members.Max(member => member.Confidence), members.Count),
        Title = first.Title,
        Asset = first.Asset,
        Evidence = first.Finding.Evidence,
        IsRule = true,
        LossMovesPerHour = members.Select(member => member.Finding.LossMovesPerHour).Max(),
    };

    // What happened, step by step: the chain of ATT&CK in the order in which it was seen.
    private static Explanation[] Timeline(List<Alert> members) =>
    [
        .. members.OrderBy(member => member.FirstSeenNs).Take(MostSteps).Select(member => new Explanation(
            member.Type.Name, $"{EventTime.ToText(member.FirstSeenNs)[..19]}Z {member.Title}", string.Join(' ', member.Type.Techniques),
            Math.Round(member.Severity / (double)members.Sum(other => other.Severity), 3))),
    ];

    private static string Words(string kind) => kind.Replace('-', ' ');
}
