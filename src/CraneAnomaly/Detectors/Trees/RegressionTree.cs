namespace CraneAnomaly.Detectors.Trees;

/// <summary>A regression tree as ML.NET hands it out: one entry per inner node, and one per leaf.</summary>
/// <param name="Left">
/// Where a node goes when the value is at most the threshold: another node, or the complement (~) of a leaf.
/// </param>
/// <param name="Right">Where it goes otherwise, also for what is not a number.</param>
/// <param name="Features">The feature a node asks for.</param>
/// <param name="Thresholds">The threshold of a node.</param>
/// <param name="Leaves">What a leaf adds to the sum over all trees; one leaf more than there are nodes.</param>
public sealed record RegressionTree(
    IReadOnlyList<int> Left,
    IReadOnlyList<int> Right,
    IReadOnlyList<int> Features,
    IReadOnlyList<float> Thresholds,
    IReadOnlyList<double> Leaves);
