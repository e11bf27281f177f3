using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Groups;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Trains the model of which kinds of rows there are: a mean-variance normaliser and k-means centres
/// (<c>NormalizeMeanVariance</c>, <c>KMeans</c> on one thread).
/// </summary>
internal sealed class GroupTrainer(int seed)
{
    public TrainedModel Train(TrainingSet set)
    {
        int d = set.Columns.Count;
        var standard = Standardisation.Of(set);
        var context = new MLContext(seed);
        var normalised = NormalisedRows.Of(set, standard, context);
        int groups = Math.Min(Math.Min(set.Groups, GroupKernel.MaximumCount), Distinct(normalised.Rows, d));
        if (groups < 2) return TrainedModel.Untrained(set, "all rows are of one kind");

        var trainer = context.Clustering.Trainers.KMeans(new KMeansTrainer.Options
        {
            FeatureColumnName = FeatureRows.Column,
            NumberOfClusters = groups,
            InitializationAlgorithm = KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus,
            NumberOfThreads = 1,
        });
        var clusters = trainer.Fit(FeatureRows.View(context, normalised.Rows, d));
        VBuffer<float>[]? centres = null;
        clusters.Model.GetClusterCentroids(ref centres, out int count);
        var kernel = GroupKernel.FromCentres(set, normalised.Offset, normalised.Scale, [.. centres.Take(count).Select(c => c.DenseValues().ToArray())]);
        var chain = new TransformerChain<ITransformer>(normalised.Normaliser, clusters);
        var model = new TrainedModel(
            set.Model, set.Columns, ModelZip.Save(context, chain, d), kernel.ToBytes(), Probe(context, set, standard, chain, count))
        {
            TrainingRows = set.Count,
            TrainingHash = set.Hash,
        };
        KernelCheck.Verify(model);
        return model;
    }

    // As many as can be told apart, counted no further than there may be groups: k-means fails on fewer.
    private static int Distinct(float[] rows, int d)
    {
        var seen = new List<int>();
        for (int i = 0; i < rows.Length && seen.Count < GroupKernel.MaximumCount; i += d)
        {
            if (!seen.Exists(at => rows.AsSpan(at, d).SequenceEqual(rows.AsSpan(i, d)))) seen.Add(i);
        }

        return seen.Count;
    }

    private static byte[] Probe(MLContext context, TrainingSet set, Standardisation standard, ITransformer model, int outputs)
    {
        int d = set.Columns.Count;
        float[] rows = NormalisedRows.Probe(set, standard);
        var scores = model.Transform(FeatureRows.View(context, rows, d)).GetColumn<float[]>("Score").SelectMany(score => score);
        return new ModelProbe(d, rows, [.. scores], outputs).ToBytes();
    }
}
