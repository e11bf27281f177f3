using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Turns findings into episodes: one for each family and scope at a time. Episodes are told in the order of what
/// began them, so that the same findings give the same alerts.
/// </summary>
internal sealed class EpisodeTracker(EpisodeOptions options, AlertContext context, IAlertSink sink) : IFindingSink
{
    private readonly Dictionary<(string Kind, FindingScope Scope), LinkedListNode<Open>> _open = [];

    // In the order of the last finding: the quietest is first.
    private readonly LinkedList<Open> _byQuiet = new();
    private long _nowNs = long.MinValue;

    /// <summary>Findings taken.</summary>
    public long Findings { get; private set; }

    /// <summary>Episodes ended early because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <summary>Episodes begun.</summary>
    public long Begun { get; private set; }

    /// <inheritdoc/>
    public bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset)
    {
        Advance(record.TimestampNs);
        if (!_open.TryGetValue((AlertCatalog.Get(sketch.Name).Kind, sketch.Scope), out var node)) return false;
        if (!node.Value.Episode.TryAbsorb(sketch, record, body, fileOffset)) return false;
        Findings++;
        MakeLatest(node);
        return true;
    }

    /// <inheritdoc/>
    public void Report(Finding finding)
    {
        Findings++;
        Advance(finding.Evidence.Fixed.TimestampNs);
        var key = (AlertCatalog.Get(finding.Name).Kind, finding.Sketch.Scope);
        if (_open.TryGetValue(key, out var node))
        {
            MakeLatest(node);
            if (node.Value.Episode.Add(finding)) Tell(node.Value, AlertActivity.Update);
            return;
        }

        if (_open.Count >= options.OpenEpisodes)
        {
            Evicted++;
            Close(_byQuiet.First!);
        }

        node = _byQuiet.AddLast(new Open(key, new Episode(finding), Begun++));
        _open.Add(key, node);
        Tell(node.Value, AlertActivity.Create);
    }

    /// <summary>Moves event time on: episodes that were quiet for the hold time end.</summary>
    public void Advance(long nowNs)
    {
        if (nowNs <= _nowNs) return;
        _nowNs = nowNs;
        while (_byQuiet.First is { } node && nowNs - node.Value.Episode.LastSeenNs > options.Hold.Ticks * 100) Close(node);
    }

    /// <summary>Ends all episodes, in the order in which they began.</summary>
    public void Complete()
    {
        foreach (var open in _byQuiet.OrderBy(open => open.Order)) Tell(open, AlertActivity.Close);
        _byQuiet.Clear();
        _open.Clear();
    }

    private void MakeLatest(LinkedListNode<Open> node)
    {
        if (node == _byQuiet.Last) return;
        _byQuiet.Remove(node);
        _byQuiet.AddLast(node);
    }

    private void Close(LinkedListNode<Open> node)
    {
        _byQuiet.Remove(node);
        _open.Remove(node.Value.Key);
        Tell(node.Value, AlertActivity.Close);
    }

    private void Tell(Open open, AlertActivity activity) => sink.OnAlert(open.Episode.State(activity, _nowNs, context));

    private sealed record Open((string Kind, FindingScope Scope) Key, Episode Episode, long Order);
}
