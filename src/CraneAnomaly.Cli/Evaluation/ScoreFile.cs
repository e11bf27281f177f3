using System.Globalization;
using CraneAnomaly.Records;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>
/// Judges anybody's scores: a CSV of <c>folder,crane,timestamp,score</c>, higher is more unusual. Rows of the folder
/// <c>clean</c> set the threshold at the same budget of false alarms as for everybody else.
/// </summary>
internal static class ScoreFile
{
    private const string Header = "folder,crane,timestamp,score";

    /// <exception cref="UnusableException">The file cannot be read as scores.</exception>
    public static Contestant Judge(string path, IReadOnlyList<FolderData> folders, double perCraneDay)
    {
        var byFolder = Read(path);
        if (!byFolder.TryGetValue(Evaluator.CleanFolder, out var clean))
            throw new UnusableException($"{path}: it has no rows of folder '{Evaluator.CleanFolder}' to set the threshold on.");
        double days = clean.GroupBy(row => row.Crane, StringComparer.Ordinal)
            .Sum(rows => (rows.Max(row => row.Ns) - rows.Min(row => row.Ns)) / 86_400e9);
        double threshold = PeerRun.Threshold(clean, (int)Math.Floor(perCraneDay * days));
        var contestant = new Contestant(Path.GetFileName(path));
        foreach (var folder in folders)
        {
            var rows = byFolder.GetValueOrDefault(folder.Name, []);
            contestant.Add(EventMatching.Match(folder.Events, PeerRun.Episodes(rows, threshold)), folder.CraneDays);
        }

        return contestant;
    }

    private static Dictionary<string, List<(string Crane, long Ns, double Score)>> Read(string path)
    {
        var byFolder = new Dictionary<string, List<(string, long, double)>>(StringComparer.Ordinal);
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                if (++number == 1)
                {
                    if (line.Trim() != Header) throw new UnusableException($"{path}: line 1: the header must be '{Header}'.");
                    continue;
                }

                string[] cells = line.Split(',');
                if (cells.Length != 4 || !EventTime.TryParse(cells[2], out long ns)
                    || !double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double score)
                    || double.IsNaN(score))
                {
                    throw new UnusableException($"{path}: line {number}: four cells are needed: {Header}.");
                }

                if (!byFolder.TryGetValue(cells[0], out var rows)) byFolder.Add(cells[0], rows = []);
                rows.Add((cells[1], ns, score));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: it cannot be read: {e.Message}");
        }

        return byFolder;
    }
}
