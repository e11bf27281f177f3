using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using RegressionTree = CraneAnomaly.Detectors.Trees.RegressionTree;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Trains what the label of a set should be in the context of the other columns, and how far it usually is off there:
/// two ensembles of regression trees (<c>FastTree</c>) in one chain, with the outputs <c>Expected</c> and
/// <c>Spread</c>. On one thread, so that the same rows give the same trees.
/// </summary>
/// <remarks>
/// The errors that the second ensemble learns are those of rows the first did not see (three folds of consecutive
/// rows; Stone, JRSS B 36, 1974): trees fit the rows they saw too well, and their errors there would be too small.
/// </remarks>
internal sealed class RegressionTrainer(int seed)
{
    /// <summary>The output for what the label should be.</summary>
    public const string Expected = "Expected";

    /// <summary>The output for its absolute error.</summary>
    public const string Spread = "Spread";

    private const int Folds = 3;

    // An error beyond six standard deviations counts as six: one stop for lunch says nothing about the usual spread.
    private const double Farthest = 6;

    // Standard deviations per median absolute error, for normal errors.
    private const double OfMedian = 1.4826;

    // Corners of the context in which the errors look smaller than in 95 % of the rows are not believed.
    private const double LeastShare = 0.05;

    public TrainedModel Train(TrainingSet set)
    {
        int d = set.Features.Count;
        var rows = new float[set.Count * d];
        var labels = new float[set.Count];
        for (int i = 0; i < set.Count; i++)
        {
            set.Row(i)[..d].CopyTo(rows.AsSpan(i * d, d));
            labels[i] = set.Row(i)[d];
        }

        float resolution = set.Resolutions[d];
        if (!(labels.Max() - labels.Min() >= resolution))
            return TrainedModel.Untrained(set, $"the label '{set.Label}' does not change");

        var context = new MLContext(seed);
        double[] errors = Errors(context, rows, labels, d);
        double usual = OfMedian * Median([.. errors.Select(Math.Abs)]);
        double farthest = Farthest * Math.Max(usual, resolution);
        float[] sizes = [.. errors.Select(e => (float)Math.Min(Math.Abs(e), farthest))];

        var expected = Fit(context, rows, labels, d, _ => true, trees: 100, leaves: 20);
        var spread = Fit(context, rows, sizes, d, _ => true, trees: 40, leaves: 8);
        var chain = new TransformerChain<ITransformer>(
            expected, Copy(context, Expected), spread, Copy(context, Spread));
        var (factor, least) = Deviation(new RowMapperScorer(spread, d), rows, sizes, d, resolution);
        var kernel = TreeEnsembleKernel.FromTrees(d, Trees(expected), Trees(spread), factor, least);
        var model = new TrainedModel(
            set.Model, set.Features, ModelZip.Save(context, chain, d), kernel.ToBytes(), Probe(rows, chain, d))
        {
            TrainingRows = set.Count,
            TrainingHash = set.Hash,
        };
        KernelCheck.Verify(model);
        return model;
    }

    private RegressionPredictionTransformer<FastTreeRegressionModelParameters> Fit(
        MLContext context, float[] rows, float[] labels, int d, Func<int, bool> takes, int trees, int leaves)
    {
        // A leaf stands for two hundredths of the rows or less: enough to be a mean, few enough to be a context.
        int fewest = Math.Clamp(labels.Length / 200, 20, 200);
        var trainer = context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
        {
            FeatureColumnName = FeatureRows.Column,
            LabelColumnName = FeatureRows.Label,
            NumberOfTrees = trees,
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = fewest,
            LearningRate = 0.2,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
        });
        return trainer.Fit(FeatureRows.View(context, rows, labels, d, takes));
    }

    // Label less expectation, each row foretold by trees that did not see it or its neighbours.
    private double[] Errors(MLContext context, float[] rows, float[] labels, int d)
    {
        var errors = new double[labels.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int first = (int)((long)labels.Length * fold / Folds);
            int end = (int)((long)labels.Length * (fold + 1) / Folds);
            var model = Fit(context, rows, labels, d, i => i < first || i >= end, trees: 100, leaves: 20);
            var scorer = new RowMapperScorer(model, d);
            for (int i = first; i < end; i++) errors[i] = labels[i] - (double)scorer.Score(rows.AsSpan(i * d, d));
        }

        return errors;
    }

    // The factor that makes the standardised errors have variance 1, and the smallest deviation to believe in.
    private static (double Factor, double Least) Deviation(
        RowMapperScorer spread, float[] rows, float[] sizes, int d, float resolution)
    {
        var foretold = new double[sizes.Length];
        for (int i = 0; i < foretold.Length; i++) foretold[i] = spread.Score(rows.AsSpan(i * d, d));
        double[] sorted = [.. foretold];
        Array.Sort(sorted);
        double least = Math.Max(sorted[(int)(LeastShare * sorted.Length)], resolution);
        double squares = 0;
        for (int i = 0; i < foretold.Length; i++)
        {
            double standardised = sizes[i] / Math.Max(foretold[i], least);
            squares += standardised * standardised;
        }

        // The resolution may be far above every error; then the deviation is the resolution.
        double factor = Math.Max(Math.Sqrt(squares / foretold.Length), 1);
        return (factor, factor * least);
    }

    // Both models name their output alike; the copy keeps the first from being hidden by the second.
    private static ITransformer Copy(MLContext context, string name) =>
        context.Transforms.CopyColumns(name, nameof(ScoreRow.Score))
            .Fit(context.Data.LoadFromEnumerable(Array.Empty<ScoreRow>()));

    private static List<RegressionTree> Trees(
        RegressionPredictionTransformer<FastTreeRegressionModelParameters> model)
    {
        var ensemble = model.Model.TrainedTreeEnsemble;
        if (ensemble.Bias != 0) throw new InvalidDataException("trees with a bias are not known here");
        List<RegressionTree> trees = [];
        for (int i = 0; i < ensemble.Trees.Count; i++)
        {
            var tree = ensemble.Trees[i];
            double weight = ensemble.TreeWeights[i];
            if (tree.CategoricalSplitFlags.Any(f => f))
                throw new InvalidDataException("trees that split by category are not known here");
            trees.Add(new(
                tree.LeftChild,
                tree.RightChild,
                tree.NumericalSplitFeatureIndexes,
                tree.NumericalSplitThresholds,
                [.. tree.LeafValues.Select(v => v * weight)]));
        }

        return trees;
    }

    // Training rows spread over the set, and every fourth row pushed in one feature to where another row has it, so
    // that paths no training row takes are compared as well.
    private static byte[] Probe(float[] rows, ITransformer model, int d)
    {
        const int Rows = 128;
        int count = rows.Length / d;
        var probe = new float[Rows * d];
        var outputs = new float[2 * Rows];
        var expected = new RowMapperScorer(model, d, scoreColumn: Expected);
        var spread = new RowMapperScorer(model, d, scoreColumn: Spread);
        for (int i = 0; i < Rows; i++)
        {
            var row = probe.AsSpan(i * d, d);
            int from = (int)((long)i * count / Rows), other = (from + (count / 2)) % count;
            rows.AsSpan(from * d, d).CopyTo(row);
            if (i % 4 == 3) row[i / 4 % d] = rows[(other * d) + (i / 4 % d)];
            (outputs[2 * i], outputs[(2 * i) + 1]) = (expected.Score(row), spread.Score(row));
        }

        return new ModelProbe(d, probe, outputs, outputsPerRow: 2).ToBytes();
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private sealed class ScoreRow
    {
        public float Score { get; set; }
    }
}
