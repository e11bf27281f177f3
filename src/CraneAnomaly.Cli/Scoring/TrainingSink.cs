using CraneAnomaly.Detectors.Series;
using CraneAnomaly.Telemetry.Series;

namespace CraneAnomaly.Cli.Scoring;

/// <summary>Shows rows to a scorer that is still learning.</summary>
internal sealed class TrainingSink(SeriesScorer scorer) : ISeriesSink
{
    /// <inheritdoc/>
    public void OnRow(ReadOnlySpan<byte> time, long timestampNs, ReadOnlySpan<double> values) =>
        scorer.Next(values, timestampNs);
}
