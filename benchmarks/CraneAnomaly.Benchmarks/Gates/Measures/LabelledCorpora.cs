namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>The development parts of SKAB and BATADAL.</summary>
internal static class LabelledCorpora
{
    /// <summary>Rows of a series of SKAB that are learned from, by its protocol.</summary>
    public const int SkabTraining = 400;

    private static readonly string[] s_skab =
    [
        "Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure", "Temperature", "Thermocouple", "Voltage",
        "Volume Flow RateRMS",
    ];

    /// <summary>Reads and scores SKAB's labelled series.</summary>
    public static List<ScoredSeries> Skab(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.csv", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("anomaly-free.csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => ScoredSeries.Read(path, ("datetime", null), s_skab, "anomaly", _ => SkabTraining)),
    ];

    /// <summary>Learns BATADAL's normal year and scores the part with attacks.</summary>
    public static ScoredSeries Batadal(string folder)
    {
        string attacked = Path.Combine(folder, "dataset04.csv");
        string[] titles = File.ReadLines(attacked).First().Trim().Split(',');
        return ScoredSeries.Read(
            attacked, (titles[0], "dd/MM/yy HH"), titles[1..^1], titles[^1], _ => 0, Path.Combine(folder, "dataset03.csv"));
    }
}
