using CraneAnomaly.Detectors.Series;
using CraneAnomaly.Telemetry.Series;

namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>A table, scored as the command <c>score</c> does it: the same reader, the same scorer.</summary>
internal sealed class ScoredSeries(int columns) : ISeriesSink
{
    private SeriesScorer? _scorer;

    public List<double[]> Values { get; } = [];

    /// <summary>Rows of another table that were learned from.</summary>
    public List<double[]> Learned { get; } = [];

    /// <summary>Whether a row is labelled an anomaly, where the table says so.</summary>
    public List<bool> Labels { get; } = [];

    public List<string> Times { get; } = [];

    public List<SeriesScore> Scores { get; } = [];

    public int Columns => columns;

    /// <summary>Reads a table and scores it.</summary>
    /// <param name="path">The table.</param>
    /// <param name="time">Its column of times, and its format.</param>
    /// <param name="names">Its columns of numbers.</param>
    /// <param name="label">Its column of labels, if any.</param>
    /// <param name="warmUp">How many rows to learn from, given how many there are.</param>
    /// <param name="train">What to learn from instead.</param>
    public static ScoredSeries Read(
        string path, (string Name, string? Format) time, string[] names, string? label, Func<int, int?> warmUp, string? train = null)
    {
        var wanted = new SeriesColumns(time.Name, label is null ? names : [.. names, label], time.Format);
        var counted = new ScoredSeries(names.Length);
        Read(path, wanted, counted);
        var series = new ScoredSeries(names.Length);
        int? rows = train is null ? warmUp(counted.Values.Count) : int.MaxValue;
        series._scorer = new(names.Length, new() { WarmUpRows = rows });
        if (train is not null)
        {
            Read(train, wanted, series);
            series._scorer.EndWarmUp();
            series.BeginAnew();
        }

        Read(path, wanted, series);
        return series;
    }

    /// <inheritdoc/>
    public void OnRow(ReadOnlySpan<byte> time, long timestampNs, ReadOnlySpan<double> values)
    {
        Values.Add(values[..columns].ToArray());
        Labels.Add(values.Length > columns && values[columns] > 0.5);
        Times.Add(System.Text.Encoding.UTF8.GetString(time));
        if (_scorer is not null) Scores.Add(_scorer.Next(values[..columns], timestampNs));
    }

    private static void Read(string path, SeriesColumns wanted, ScoredSeries sink)
    {
        var result = SeriesTable.ReadAsync(path, wanted, sink).AsTask().GetAwaiter().GetResult();
        if (result.End != SeriesEnd.Complete) throw new InvalidDataException($"{Path.GetFileName(path)}: {result.Message}");
    }

    private void BeginAnew()
    {
        Learned.AddRange(Values);
        Values.Clear();
        Labels.Clear();
        Times.Clear();
        Scores.Clear();
    }
}
