using CraneAnomaly.Detectors;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Trains the models of a baseline with ML.NET and writes each down three times: as ML.NET's own file, as the kernel
/// that the core scores with, and as a probe that proves the two equal. A set without a label becomes a model of how
/// its columns move together (<c>NormalizeMeanVariance</c>, <c>RandomizedPca</c>), or, where it asks for groups, of
/// which kinds of rows there are (<c>KMeans</c>, on one thread); one with a label becomes
/// regression trees for the label and for its error (<c>FastTree</c>, on one thread). The same set and seed give the
/// same bytes. Pass <see cref="Train"/> where a <c>Func&lt;TrainingSet, TrainedModel&gt;</c> is asked for.
/// </summary>
public sealed class MlNetTrainer
{
    /// <summary>Fewer rows than this are not enough for a model.</summary>
    public const int MinimumRows = 50;

    /// <summary>Fewer rows than this are not enough for a regression.</summary>
    public const int MinimumRegressionRows = 200;

    /// <summary>Most components of a model.</summary>
    public const int MaximumRank = 16;

    private readonly int _seed;

    /// <summary>Makes a trainer.</summary>
    /// <param name="seed">The seed of the run.</param>
    public MlNetTrainer(int seed = 1) => _seed = seed;

    /// <summary>
    /// Trains a model. Where nothing can be learned (fewer than <see cref="MinimumRows"/> rows, or
    /// <see cref="MinimumRegressionRows"/> with a label, a single column, no column that changes, numbers beyond float
    /// arithmetic) the outcome has no model and says why: <see cref="TrainedModel.WhyUntrained"/>.
    /// </summary>
    public TrainedModel Train(TrainingSet set)
    {
        int needed = set.Label is null ? MinimumRows : MinimumRegressionRows;
        if (set.Count < needed)
            return TrainedModel.Untrained(set, $"{set.Count} rows are not enough, {needed} are needed");
        if (set.Columns.Count < 2) return TrainedModel.Untrained(set, "one column has no others to move together with");

        try
        {
            return set.Label is not null ? new RegressionTrainer(_seed).Train(set)
                : set.Groups > 0 ? new GroupTrainer(_seed).Train(set) : new PcaTrainer(_seed).Train(set);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException)
        {
            // ML.NET's own way to say that the results are not numbers, and the core's that they are no basis or no
            // trees, or that the kernel does not give ML.NET's scores. One model missing must not cost the others.
            string what = set.Label is not null ? "no trees fit the rows"
                : set.Groups > 0 ? "the rows fall into no groups" : "the rows have no stable components";
            return TrainedModel.Untrained(set, $"{what} ({e.Message})");
        }
    }
}
