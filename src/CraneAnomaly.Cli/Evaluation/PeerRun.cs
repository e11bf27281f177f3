using CraneAnomaly.Cli.Evaluation.Peers;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>
/// Runs a peer over a data set at a budget of false alarms: it learns on the first part of the clean period, and its
/// threshold is the least that keeps to the budget in the rest of it. Peers know no families: any alarm on the right
/// crane at the right time counts as found, which is more than fair.
/// </summary>
internal static class PeerRun
{
    /// <summary>Share of the clean period that is learned from; the threshold is set on the rest.</summary>
    private const double Learned = 0.6;

    /// <summary>Alarms nearer to each other than this are one episode.</summary>
    private const long HoldNs = 5L * 60 * 1_000_000_000;

    public static Contestant Run(
        string name, Func<string, IPeer> create, FolderData clean, IReadOnlyList<FolderData> folders, double perCraneDay)
    {
        var contestant = new Contestant(name);
        var peers = new Dictionary<string, IPeer>(StringComparer.Ordinal);
        var scores = new List<(string Crane, long Ns, double Score)>();
        double craneDays = 0;
        foreach (var (crane, rows) in clean.Cranes)
        {
            var peer = create(crane);
            int split = (int)(Learned * rows.Count);
            for (int i = 0; i < split; i++) peer.Learn(rows[i]);
            peer.Finish();
            for (int i = split; i < rows.Count; i++) scores.Add((crane, rows[i].TimestampNs, peer.Score(rows[i])));
            if (split < rows.Count) craneDays += (rows[^1].TimestampNs - rows[split].TimestampNs) / 86_400e9;
            peers.Add(crane, peer);
        }

        double threshold = Threshold(scores, (int)Math.Floor(perCraneDay * craneDays));
        foreach (var folder in folders)
        {
            var alarms = new List<(string Crane, long Ns, double Score)>();
            foreach (var (crane, rows) in folder.Cranes)
            {
                if (!peers.TryGetValue(crane, out var peer)) continue;
                foreach (var row in rows) alarms.Add((crane, row.TimestampNs, peer.Score(row)));
            }

            contestant.Add(EventMatching.Match(folder.Events, Episodes(alarms, threshold)), folder.CraneDays);
        }

        return contestant;
    }

    /// <summary>The least threshold with at most so many episodes.</summary>
    public static double Threshold(List<(string Crane, long Ns, double Score)> scores, int most)
    {
        double[] levels = [.. scores.Select(score => score.Score).Distinct().Order()];
        int low = 0, high = levels.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Episodes(scores, levels[middle]).Count <= most) high = middle;
            else low = middle + 1;
        }

        return low < levels.Length ? levels[low] : double.PositiveInfinity;
    }

    // More than the threshold: the largest score of a clean period is no alarm.
    public static List<ScoredEpisode> Episodes(IEnumerable<(string Crane, long Ns, double Score)> scores, double threshold)
    {
        var episodes = new List<ScoredEpisode>();
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (crane, ns, score) in scores)
        {
            if (!(score > threshold)) continue;
            if (!last.TryGetValue(crane, out long before) || ns - before > HoldNs)
                episodes.Add(new(crane, null, EventMatching.LeastSeverity, ns));
            last[crane] = ns;
        }

        return episodes;
    }
}
