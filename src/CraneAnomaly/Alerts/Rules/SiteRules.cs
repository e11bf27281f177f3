using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>What a site has said of itself, as far as alerts depend on it: permits, tiers, zones, devices, cranes.</summary>
internal sealed class SiteRules(
    SitePolicy policy, IReadOnlyList<Permit> permits, IReadOnlyList<Tag> tags, IReadOnlyList<CraneSheet> sheets, SymbolTable symbols)
{
    private const string Maintenance = "permitted maintenance";
    private const string Announced = "a new device that was announced";

    // What was permitted is for the log: it stays in order among itself, and below every alert that was not.
    private const int MostPermitted = 19;

    private readonly PermitBook _permits = new(permits);
    private readonly CraneMap _cranes = new(tags, policy.Devices, sheets);
    private readonly WriteLog _writes = new(symbols);

    /// <summary>Nothing was said.</summary>
    public static SiteRules None { get; } = new(new(), [], [], [], new(1));

    /// <summary>To which country and network addresses belong; null where nobody said.</summary>
    public PrefixNames? Prefixes { get; init; }

    /// <summary>To whom an address belongs; null where that is not known.</summary>
    public NetworkName? NameOf(IpAddress address) => address.IsNone ? null : Prefixes?.Find(address);

    /// <summary>The sentence of a finding, with the names of the networks behind the addresses in it.</summary>
    public string TitleOf(Finding finding)
    {
        if (Prefixes is null) return finding.Title;
        ref readonly var flow = ref finding.Evidence.Body.Flow;
        string title = Named(finding.Title, flow.Originator);
        return flow.Responder == flow.Originator ? title : Named(title, flow.Responder);
    }

    /// <summary>The permit under which a finding is not to be told loudly; -1 for none.</summary>
    public int PermitOf(string name, in OtRecord record, RecordBody body)
    {
        if (_permits.IsEmpty) return -1;
        var scope = PermitScope.Of(name, record, body);
        return scope is { CanBePermitted: true, Lowers: true } ? _permits.Find(CaseOf(scope, CraneOf(record, body), record, body)) : -1;
    }

    /// <summary>The number of a permit.</summary>
    public string IdOf(int permit) => _permits.Id(permit);

    /// <summary>What a severity comes to under a permit: informational.</summary>
    public static int Permitted(int severity) => Math.Min(MostPermitted, severity / 5);

    /// <summary>What stands in the alert about permits.</summary>
    public AlertPermit Explain(Finding finding)
    {
        if (_permits.IsEmpty) return AlertPermit.NoneGiven;
        ref readonly var record = ref finding.Evidence.Fixed;
        var body = finding.Evidence.Body;
        return _permits.Explain(CaseOf(PermitScope.Of(finding.Name, record, body), CraneOf(record, body), record, body));
    }

    /// <summary>The crane that a record is about; null where it is not known.</summary>
    public string? CraneOf(in OtRecord record, RecordBody body) =>
        record.Crane != SymbolTable.None ? symbols.Name(record.Crane) : _cranes.Find(body.Flow.Responder, record.Unit);

    /// <summary>Takes a record from the network, for what it may have caused.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Kind != RecordKind.Request || (record.Flags & RecordFlags.Writes) == 0) return;
        if (CraneOf(record, body) is { } crane) _writes.Take(crane, record, body);
    }

    /// <summary>The write that came before what a crane does; null where there was none, or the finding is of the network itself.</summary>
    public Explanation? WriteBefore(Finding finding, long onsetNs) =>
        finding.Crane is { } crane && finding.Evidence.Fixed.Kind == RecordKind.Measurement ? _writes.Before(crane, onsetNs) : null;

    /// <summary>The tier that the policy sets for a name or its family; null where it sets none.</summary>
    public AlertTier? TierOf(AlertType type) =>
        (policy.Tiers.TryGetValue(type.Name, out string? tier) || policy.Tiers.TryGetValue(type.Kind, out tier))
            ? tier switch { "report" => AlertTier.Report, "page" => AlertTier.Page, _ => AlertTier.Log }
            : null;

    /// <summary>The causes that were considered, with what permits and the device list say of them.</summary>
    public IReadOnlyList<RuledOut> RuledOutOf(Finding finding, AlertPermit permit)
    {
        ref readonly var record = ref finding.Evidence.Fixed;
        var body = finding.Evidence.Body;
        var causes = new List<RuledOut>(finding.RuledOut.Count + 1);
        if (!_permits.IsEmpty && PermitScope.Of(finding.Name, record, body).CanBePermitted)
            causes.Add(new(Maintenance, permit.Matched ? "possible" : "excluded", permit.Reason));
        foreach (var cause in finding.RuledOut)
        {
            if (cause.Cause == Maintenance && causes.Count > 0 && causes[0].Cause == Maintenance) continue;
            causes.Add(cause.Cause == Announced && policy.Devices.Count > 0 ? OnTheList(body.Flow.Originator) : cause);
        }

        return causes;
    }

    /// <summary>The reasons of a finding, and from which zone into which it went.</summary>
    public IReadOnlyList<Explanation> ExplanationsOf(Finding finding)
    {
        ref readonly var flow = ref finding.Evidence.Body.Flow;
        if (flow.Originator.IsNone) return finding.Explanations;
        IReadOnlyList<Explanation> reasons = Prefixes is null
            ? finding.Explanations : [.. finding.Explanations, .. Owner(flow.Originator), .. Owner(flow.Responder)];
        if (policy.Zones.Count == 0) return reasons;
        string? from = ZoneOf(flow.Originator), to = ZoneOf(flow.Responder);
        return
        [
            .. reasons,
            new("zones", $"{flow.Originator} in {from ?? "no zone of the policy"}, {flow.Responder} in {to ?? "no zone of the policy"}",
                from is not null && from == to ? "one zone" : "both ends in one zone", 0),
        ];
    }

    private IEnumerable<Explanation> Owner(IpAddress address)
    {
        if (NameOf(address) is { } name) yield return new($"network of {address}", name.ToString(), "by the file of prefixes", 0);
    }

    // Behind the first place where the address stands by itself, its port and unit counted.
    private string Named(string title, IpAddress address)
    {
        if (NameOf(address) is not { } name) return title;
        string text = address.ToString();
        for (int at = title.IndexOf(text, StringComparison.Ordinal); at >= 0; at = title.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            int end = at + text.Length;
            if (at > 0 && (char.IsAsciiHexDigit(title[at - 1]) || title[at - 1] is '.' or ':')) continue;
            if (end < title.Length && (char.IsAsciiHexDigit(title[end]) || (title[end] == '.' && IsDigit(title, end + 1)))) continue;
            if (end < title.Length && title[end] == ']') end++;
            while (end < title.Length && (char.IsAsciiDigit(title[end]) || (title[end] is ':' or '/' && IsDigit(title, end + 1)))) end++;
            return $"{title[..end]} ({name}){title[end..]}";
        }

        return title;
    }

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private RuledOut OnTheList(IpAddress address) => policy.Devices.FirstOrDefault(device => device.Ip == address) is { } device
        ? new(Announced, "possible", $"{address} is on the device list{(device.Name is { } name ? $" as {name}" : "")}")
        : new(Announced, "excluded", $"{address} is not on the device list");

    // The smallest network that holds an address says where it is.
    private string? ZoneOf(IpAddress address)
    {
        string? found = null;
        int bits = -1;
        foreach (var zone in policy.Zones)
        {
            foreach (var network in zone.Networks)
                if (network.Bits > bits && network.Contains(address)) (found, bits) = (zone.Name, network.Bits);
        }

        return found;
    }

    private static PermitCase CaseOf(in PermitScope scope, string? crane, in OtRecord record, RecordBody body) =>
        new(scope, crane, body.Flow.Originator, record.TimestampNs);
}
