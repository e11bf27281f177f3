namespace CraneAnomaly.Detectors.Series;

/// <summary>What <see cref="SeriesScorer"/> says of a row.</summary>
/// <param name="Score">s / (s + 4), where s is -log10 of the p-value, or 0 where a like score was just given.</param>
/// <param name="PValue">How often a row at least as unusual is expected: more than 0, at most 1.</param>
/// <param name="IsAlert">One column: an alert begins here. Several: the row belongs to one.</param>
public readonly record struct SeriesScore(double Score, double PValue, bool IsAlert)
{
    /// <summary>What is said of a row that is not judged.</summary>
    public static SeriesScore None => new(0, 1, false);
}
