namespace CraneAnomaly.Cli.Evaluation;

/// <summary>
/// Which events were found, and which episodes are false. An event is found by an episode of its family on its crane
/// (and axis, where given) that was first seen from its start to five minutes after its end; an event told by frames by
/// one with evidence in them. What tells a further act of an event is not false, and finds nothing. Every other episode of
/// severity 40 or more is false.
/// </summary>
internal static class EventMatching
{
    public const int LeastSeverity = 40;

    private const long ToleranceNs = 5L * 60 * 1_000_000_000;

    public static MatchResult Match(IReadOnlyList<LabelledEvent> events, IReadOnlyList<ScoredEpisode> episodes)
    {
        var used = new bool[episodes.Count];
        var found = new List<FoundEvent>(events.Count);
        foreach (var label in events)
        {
            long? first = null, told = null;
            for (int i = 0; i < episodes.Count; i++)
            {
                if (!Fits(label, episodes[i])) continue;
                used[i] = true;
                if (first is null || episodes[i].FirstSeenNs < first) first = episodes[i].FirstSeenNs;
                if (told is null || episodes[i].ToldNs < told) told = episodes[i].ToldNs;
            }

            if (label.Cause is null) found.Add(new(label, first, told));
        }

        return new(found, [.. episodes.Where((episode, i) => !used[i] && episode.Severity >= LeastSeverity)]);
    }

    private static bool Fits(LabelledEvent label, ScoredEpisode episode)
    {
        if (episode.Family is not null && episode.Family != label.Family) return false;
        if (label.Frames is { } frames)
        {
            bool inFrames = label.Input == episode.Input && episode.Frames.First > 0
                && episode.Frames.First <= frames.Last && episode.Frames.Last >= frames.First;
            if (inFrames || label.StartNs == long.MinValue) return inFrames;
        }

        // Told by frames and by time: what sees no frames may find it by its time.
        return (label.Crane is null || episode.Crane is null || label.Crane == episode.Crane)
            && (label.Axis is null || episode.Axis is null || label.Axis == episode.Axis)
            && episode.FirstSeenNs >= label.StartNs
            && episode.FirstSeenNs - ToleranceNs <= label.EndNs;
    }
}

/// <summary>An event, when it began by what was found, and when that was told; null for never.</summary>
internal sealed record FoundEvent(LabelledEvent Event, long? FirstSeenNs, long? ToldNs)
{
    /// <summary>Seconds from the start of the event to its first alert.</summary>
    public double? Seconds => SinceStart(ToldNs);

    /// <summary>Seconds between the start of the event and the first evidence of it, whichever came first.</summary>
    public double? OnsetError => SinceStart(FirstSeenNs) is { } seconds ? Math.Abs(seconds) : null;

    // An event told by frames alone has no time.
    private double? SinceStart(long? ns) =>
        ns is { } known && Event.StartNs != long.MinValue ? (known - Event.StartNs) / 1e9 : null;
}

/// <summary>All events of a folder, and the false episodes in it.</summary>
internal sealed record MatchResult(IReadOnlyList<FoundEvent> Events, IReadOnlyList<ScoredEpisode> False);
