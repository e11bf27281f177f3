using CraneAnomaly.Cli.Evaluation.Peers;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>
/// Judges the product, and peers beside it, on a data set: <c>clean</c> to learn from, every other folder to detect in.
/// </summary>
internal sealed class Evaluator(string root, long seed, string? scores)
{
    public const string CleanFolder = "clean";

    /// <summary>False episodes per crane-day that a peer may have even where the product had fewer.</summary>
    private const double LeastBudget = 0.1;

    private const long AlwaysStepNs = 5L * 60 * 1_000_000_000;

    /// <exception cref="UnusableException">The folder is no data set.</exception>
    public async Task<IReadOnlyList<Contestant>> RunAsync(Action<string> progress, CancellationToken cancellation)
    {
        string cleanPath = Path.Combine(root, CleanFolder);
        if (!Directory.Exists(cleanPath))
            throw new UnusableException($"{root}: there is no folder '{CleanFolder}' in it to learn from.");
        var clean = await FolderData.ReadAsync(cleanPath, cancellation);
        var folders = new List<FolderData>();
        foreach (string path in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == CleanFolder || Path.GetFileName(path).StartsWith('.')) continue;
            progress($"reading {Path.GetFileName(path)}");
            folders.Add(await FolderData.ReadAsync(path, cancellation));
        }

        if (folders.Count == 0) throw new UnusableException($"{root}: there is no other folder in it to detect in.");

        var ours = new Contestant("CraneAnomaly");
        var run = new OurRun(seed);
        progress("learning");
        var baseline = await run.LearnAsync(clean, cancellation);
        foreach (var folder in folders)
        {
            progress($"detecting in {folder.Name}");
            ours.Add(EventMatching.Match(folder.Events, await run.DetectAsync(baseline, folder, cancellation)), folder.CraneDays);
        }

        double budget = Math.Max(LeastBudget, ours.CraneDays > 0 ? ours.False / ours.CraneDays : 0);
        var all = new List<Contestant> { ours, Always(folders) };
        if (clean.Cranes.Count > 0)
        {
            progress("running the peers");
            ulong peerSeed = (ulong)seed;
            all.Add(PeerRun.Run("random", _ => new RandomPeer(peerSeed++), clean, folders, budget));
            all.Add(PeerRun.Run("EWMA", _ => new EwmaPeer(), clean, folders, budget));
            all.Add(PeerRun.Run("plateau CUSUM", _ => new PlateauPeer(), clean, folders, budget));
            all.Add(PeerRun.Run("PCA T2+Q", _ => new PcaPeer(), clean, folders, budget));
            all.Add(PeerRun.Run("random cut forest", _ => new ForestPeer(peerSeed++), clean, folders, budget));
        }

        if (scores is not null) all.Add(ScoreFile.Judge(scores, folders, budget));
        return all;
    }

    private static Contestant Always(IReadOnlyList<FolderData> folders)
    {
        var always = new Contestant("always alarm");
        foreach (var folder in folders)
        {
            var episodes = new List<ScoredEpisode>();
            foreach (var (crane, rows) in folder.Cranes)
            {
                for (long ns = rows[0].TimestampNs; ns <= rows[^1].TimestampNs; ns += AlwaysStepNs)
                    episodes.Add(new(crane, null, 100, ns));
            }

            always.Add(EventMatching.Match(folder.Events, episodes), folder.CraneDays);
        }

        return always;
    }
}
