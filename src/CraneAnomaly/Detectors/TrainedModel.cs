namespace CraneAnomaly.Detectors;

/// <summary>A trained model as it is stored in a baseline.</summary>
/// <param name="Name">The name of the training set.</param>
/// <param name="Columns">The columns it reads, see <see cref="TrainingSet.Features"/>.</param>
/// <param name="ModelZip">What ML.NET's <c>mlContext.Model.Load</c> opens.</param>
/// <param name="Kernel">The same model in the core's own form; empty when there is none for its type.</param>
/// <param name="Probe">Rows, and ML.NET's outputs for them at learning: what the kernel is checked against.</param>
public sealed record TrainedModel(
    string Name,
    IReadOnlyList<string> Columns,
    ReadOnlyMemory<byte> ModelZip,
    ReadOnlyMemory<byte> Kernel,
    ReadOnlyMemory<byte> Probe)
{
    /// <summary>Rows it was trained on.</summary>
    public int TrainingRows { get; init; }

    /// <summary><see cref="TrainingSet.Hash"/> of the set it was trained on.</summary>
    public string TrainingHash { get; init; } = "";

    /// <summary>
    /// Why there is no model, as one plain sentence; empty when there is one. A baseline keeps the sentence among its
    /// readiness lines in place of the model.
    /// </summary>
    public string WhyUntrained { get; init; } = "";

    /// <summary>Whether there is a model.</summary>
    public bool IsTrained => WhyUntrained.Length == 0;

    /// <summary>The outcome for a set from which nothing can be learned, such as too few rows.</summary>
    public static TrainedModel Untrained(TrainingSet set, string why) =>
        new(set.Model, set.Features, default, default, default)
        {
            TrainingRows = set.Count,
            TrainingHash = set.Hash,
            WhyUntrained = why,
        };
}
