namespace CraneAnomaly.Cli.Evaluation;

/// <summary>What one detector achieved over all folders.</summary>
internal sealed class Contestant(string name)
{
    private readonly List<FoundEvent> _events = [];
    private readonly SortedDictionary<string, long> _falseByFamily = new(StringComparer.Ordinal);

    public string Name => name;

    public long False { get; private set; }

    public double CraneDays { get; private set; }

    public IReadOnlyList<FoundEvent> Events => _events;

    /// <summary>False episodes by their family; none for detectors that know no families.</summary>
    public IReadOnlyDictionary<string, long> FalseByFamily => _falseByFamily;

    public ConfidenceInterval FalseInterval => ConfidenceInterval.OfRate(False, CraneDays);

    /// <summary>Adds what came of one folder.</summary>
    public void Add(MatchResult result, double craneDays)
    {
        _events.AddRange(result.Events);
        False += result.False.Count;
        foreach (var episode in result.False)
        {
            if (episode.Family is { } family) _falseByFamily[family] = _falseByFamily.GetValueOrDefault(family) + 1;
        }

        CraneDays += craneDays;
    }

    /// <summary>Found and all events of a group.</summary>
    public static (int Found, int Of) Recall(IEnumerable<FoundEvent> events)
    {
        int found = 0, of = 0;
        foreach (var item in events)
        {
            of++;
            if (item.FirstSeenNs is not null) found++;
        }

        return (found, of);
    }

    /// <summary>Median and 90th percentile of the seconds to detection of the events that were found; null for none.</summary>
    public static (double Median, double P90)? Delay(IEnumerable<FoundEvent> events) =>
        Quantiles(events.Select(item => item.Seconds));

    /// <summary>Median and 90th percentile of how wrong the onset was, in seconds; null for none.</summary>
    public static (double Median, double P90)? OnsetError(IEnumerable<FoundEvent> events) =>
        Quantiles(events.Select(item => item.OnsetError));

    private static (double Median, double P90)? Quantiles(IEnumerable<double?> values)
    {
        double[] seconds = [.. values.OfType<double>().Order()];
        return seconds.Length == 0
            ? null
            : (seconds[(seconds.Length - 1) / 2], seconds[(int)Math.Ceiling(0.9 * seconds.Length) - 1]);
    }
}
