namespace CraneAnomaly.Alerts.Incidents;

/// <summary>
/// Finds alerts that belong together: of one crane, of one host, or of a host and whoever entered it, within half an hour
/// of each other. Members are told as they are; what they are part of is told beside them, as an alert of its own.
/// </summary>
internal sealed class IncidentTracker(IAlertSink sink) : IAlertSink
{
    private const int LeastSeverity = 40;
    private const long QuietNs = 1_800_000_000_000;
    private const int MostOpen = 1_024;

    private readonly Dictionary<string, Incident> _byThing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Incident> _byMember = new(StringComparer.Ordinal);

    // In the order in which they began.
    private readonly List<Incident> _open = [];

    /// <summary>Incidents given up because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        Close(alert.CreatedNs);
        if (alert.Severity < LeastSeverity || alert.SuppressedBy is not null)
        {
            sink.OnAlert(alert);
            return;
        }

        var incident = _byMember.GetValueOrDefault(alert.Id) ?? Find(alert);
        if (incident.Take(alert))
        {
            _byMember[alert.Id] = incident;
            foreach (string thing in Things(alert)) Join(thing, incident);
        }

        var told = incident.Tell(AlertActivity.Update, alert.CreatedNs);
        sink.OnAlert(incident.IsTold ? alert with { Incident = incident.Id } : alert);
        if (told is not null) sink.OnAlert(told);
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        foreach (var incident in _open) Tell(incident);
        _open.Clear();
        _byThing.Clear();
        _byMember.Clear();
    }

    private void Join(string thing, Incident incident)
    {
        if (_byThing.GetValueOrDefault(thing) == incident) return;
        _byThing[thing] = incident;
        incident.Things.Add(thing);
    }

    private Incident Find(Alert alert)
    {
        // Of several the one that began first: what comes later belongs to it.
        Incident? found = null;
        foreach (string thing in Things(alert))
        {
            if (!_byThing.TryGetValue(thing, out var other) || other == found) continue;
            found = found is null || _open.IndexOf(other) < _open.IndexOf(found) ? other : found;
        }

        if (found is not null) return found;
        if (_open.Count >= MostOpen)
        {
            Evicted++;
            Remove(_open[0]);
        }

        found = new(alert);
        _open.Add(found);
        return found;
    }

    private void Close(long nowNs)
    {
        for (int i = 0; i < _open.Count; i++)
        {
            if (nowNs - _open[i].LastSeenNs > QuietNs) Remove(_open[i--]);
        }
    }

    private void Remove(Incident incident)
    {
        _open.Remove(incident);
        foreach (string thing in incident.Things)
            if (_byThing.GetValueOrDefault(thing) == incident) _byThing.Remove(thing);
        foreach (var member in incident.Members) _byMember.Remove(member.Id);
        Tell(incident);
    }

    private void Tell(Incident incident)
    {
        if (incident.Tell(AlertActivity.Close, incident.LastSeenNs) is { } told) sink.OnAlert(told);
    }

    // A session joins whoever came with the host that was entered: what that host does next may be his work.
    private static IEnumerable<string> Things(Alert alert)
    {
        if (alert.Crane is { } crane) yield return $"crane {crane}";
        if (!alert.Source.Ip.IsNone) yield return $"host {alert.Source.Ip}";
        if (alert.Type.Kind is "remote-session" && !alert.Destination.Ip.IsNone) yield return $"host {alert.Destination.Ip}";
        if (!alert.Source.Mac.IsNone && alert.Type.Kind is "rogue-device") yield return $"device {alert.Source.Mac}";
    }
}
