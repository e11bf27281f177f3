using System.Text.Json;

namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>One series of the Numenta Anomaly Benchmark with its windows, as row numbers.</summary>
internal sealed record NabSeries(string Name, ScoredSeries Series, (int First, int Last)[] Windows)
{
    public int Rows => Series.Values.Count;

    public int Probation => NabCorpus.Probation(Rows);
}

/// <summary>The development part of the Numenta Anomaly Benchmark.</summary>
internal static class NabCorpus
{
    public static int Probation(int rows) => Math.Min((int)(0.15 * rows), 750);

    /// <summary>Reads and scores all series.</summary>
    /// <param name="folder">Where combined_windows.json lies.</param>
    /// <param name="warmUp">Rows to learn from; by default the probation, as the benchmark gives it to detectors.</param>
    public static List<NabSeries> Read(string folder, Func<int, int?>? warmUp = null)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "combined_windows.json")));
        var all = new List<NabSeries>();
        foreach (var file in document.RootElement.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var series = ScoredSeries.Read(
                Path.Combine(folder, file.Name), ("timestamp", null), ["value"], null, warmUp ?? (rows => Probation(rows)));
            var windows = file.Value.EnumerateArray()
                .Select(w => (series.Times.IndexOf(Stamp(w[0])), series.Times.LastIndexOf(Stamp(w[1])))).ToArray();
            all.Add(new(file.Name, series, windows));
        }

        return all;
    }

    private static string Stamp(JsonElement time) => time.GetString()![..19];
}
