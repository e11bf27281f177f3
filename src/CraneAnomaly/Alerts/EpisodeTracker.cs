using CraneAnomaly.Detectors;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Turns findings into episodes: one for each family and scope at a time. Episodes are told in the order of what
/// began them, so that the same findings give the same alerts.
/// </summary>
internal sealed class EpisodeTracker(EpisodeOptions options, AlertContext context, IAlertSink sink)
{
    private readonly Dictionary<(string Kind, string Scope), LinkedListNode<Open>> _open = [];

    // In the order of the last finding: the quietest is first.
    private readonly LinkedList<Open> _byQuiet = new();
    private long _nowNs;
    private long _order;

    /// <summary>Episodes ended early because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <summary>Episodes begun.</summary>
    public long Begun => _order;

    /// <summary>Takes a finding.</summary>
    public void Add(Finding finding)
    {
        Advance(finding.Evidence.Fixed.TimestampNs);
        var key = (AlertCatalog.Get(finding.Name).Kind, finding.Scope);
        if (_open.TryGetValue(key, out var node))
        {
            _byQuiet.Remove(node);
            _byQuiet.AddLast(node);
            if (node.Value.Episode.Add(finding)) Tell(node.Value, AlertActivity.Update);
            return;
        }

        if (_open.Count >= options.OpenEpisodes)
        {
            Evicted++;
            Close(_byQuiet.First!);
        }

        node = _byQuiet.AddLast(new Open(key, new Episode(finding), _order++));
        _open.Add(key, node);
        Tell(node.Value, AlertActivity.Create);
    }

    /// <summary>Moves event time on: episodes that were quiet for the hold time end.</summary>
    public void Advance(long nowNs)
    {
        if (nowNs <= _nowNs) return;
        _nowNs = nowNs;
        long before = nowNs - options.Hold.Ticks * 100;
        while (_byQuiet.First is { } node && node.Value.Episode.LastSeenNs < before) Close(node);
    }

    /// <summary>Ends all episodes, in the order in which they began.</summary>
    public void Complete()
    {
        foreach (var open in _byQuiet.OrderBy(open => open.Order)) Tell(open, AlertActivity.Close);
        _byQuiet.Clear();
        _open.Clear();
    }

    private void Close(LinkedListNode<Open> node)
    {
        _byQuiet.Remove(node);
        _open.Remove(node.Value.Key);
        Tell(node.Value, AlertActivity.Close);
    }

    private void Tell(Open open, AlertActivity activity) =>
        sink.OnAlert(open.Episode.State(activity, _nowNs, context));

    private sealed record Open((string Kind, string Scope) Key, Episode Episode, long Order);
}
