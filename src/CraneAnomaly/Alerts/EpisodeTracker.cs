using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Turns findings into episodes: one for each family and scope at a time, and what is permitted apart from what is not.
/// Episodes are told in the order of what began them, so that the same findings give the same alerts.
/// </summary>
internal sealed class EpisodeTracker(EpisodeOptions options, AlertContext context, IAlertSink sink) : IFindingSink
{
    private readonly Dictionary<EpisodeKey, LinkedListNode<Open>> _open = [];

    // In the order of the last finding: the quietest is first.
    private readonly LinkedList<Open> _byQuiet = new();

    /// <summary>Event time, as far as it is believed.</summary>
    public long NowNs { get; private set; } = long.MinValue;

    /// <summary>How far event time is believed to have come.</summary>
    public BelievedTime Clock { get; set; } = BelievedTime.Any;

    /// <inheritdoc/>
    public long PacketOffset { get; set; } = -1;

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
        if (!_open.TryGetValue(KeyOf(sketch.Name, sketch.Scope, record, body), out var node)) return false;
        if (IsOver(node.Value, record.TimestampNs) || !node.Value.Episode.TryAbsorb(sketch, record, body, fileOffset)) return false;
        Findings++;
        MakeLatest(node, record.TimestampNs);
        return true;
    }

    /// <inheritdoc/>
    public void Report(Finding finding)
    {
        Findings++;
        long atNs = finding.Evidence.Fixed.TimestampNs;
        Advance(atNs);
        var key = KeyOf(finding.Name, finding.Sketch.Scope, finding.Evidence.Fixed, finding.Evidence.Body);
        if (_open.TryGetValue(key, out var node) && IsOver(node.Value, atNs))
        {
            Close(node);
            node = null;
        }

        if (node is not null)
        {
            MakeLatest(node, atNs);
            if (node.Value.Episode.Add(finding)) Tell(node.Value, AlertActivity.Update);
            return;
        }

        if (_open.Count >= options.OpenEpisodes)
        {
            Evicted++;
            Close(_byQuiet.First!);
        }

        node = _byQuiet.AddLast(new Open(key, new Episode(finding, context.Rules, key.Permit), Begun++) { SeenNs = Clock.Of(atNs) });
        _open.Add(key, node);
        Tell(node.Value, AlertActivity.Create);
    }

    /// <inheritdoc/>
    public void Keep(string name, FindingScope scope, in OtRecord record, RecordBody body)
    {
        Advance(record.TimestampNs);
        if (_open.TryGetValue(KeyOf(name, scope, record, body), out var node)) MakeLatest(node, record.TimestampNs);
    }

    /// <summary>Moves event time on: episodes that were quiet for the hold time end.</summary>
    public void Advance(long nowNs)
    {
        if (NowNs > Clock.LatestNs) StepBack();
        nowNs = Clock.Of(nowNs);
        if (nowNs <= NowNs) return;
        NowNs = nowNs;
        while (_byQuiet.First is { } node && IsOver(node.Value, nowNs)) Close(node);
    }

    /// <summary>Ends all episodes, in the order in which they began.</summary>
    public void Complete()
    {
        foreach (var open in _byQuiet.OrderBy(open => open.Order)) Tell(open, AlertActivity.Close);
        _byQuiet.Clear();
        _open.Clear();
    }

    private EpisodeKey KeyOf(string name, FindingScope scope, in OtRecord record, RecordBody body) =>
        new(AlertCatalog.Get(name).Kind, scope, context.Rules.PermitOf(name, record, body));

    private bool IsOver(Open open, long nowNs) => nowNs - open.SeenNs > options.Hold.Ticks * 100;

    // Several packets in a row said that it is earlier: what was seen since then was seen now.
    private void StepBack()
    {
        NowNs = Clock.NowNs;
        foreach (var open in _byQuiet) open.SeenNs = Math.Min(open.SeenNs, NowNs);
    }

    private void MakeLatest(LinkedListNode<Open> node, long atNs)
    {
        node.Value.SeenNs = Math.Max(node.Value.SeenNs, Clock.Of(atNs));
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

    private void Tell(Open open, AlertActivity activity) => sink.OnAlert(open.Episode.State(activity, NowNs, context));

    internal readonly record struct EpisodeKey(string Kind, FindingScope Scope, int Permit);

    internal sealed record Open(EpisodeKey Key, Episode Episode, long Order)
    {
        public long SeenNs { get; set; }
    }
}
