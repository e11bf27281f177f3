using System.Collections.Immutable;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Trains the models of a baseline with ML.NET: a mean-variance normaliser and a principal-component model
/// (<c>NormalizeMeanVariance</c>, <c>RandomizedPca</c>), and writes each down three times: as ML.NET's own file, as
/// the kernel that the core scores with, and as a probe that proves the two equal. The same set and seed give the
/// same bytes. Pass <see cref="Train"/> where a <c>Func&lt;TrainingSet, TrainedModel&gt;</c> is asked for.
/// </summary>
public sealed class MlNetTrainer
{
    /// <summary>Fewer rows than this are not enough for a model.</summary>
    public const int MinimumRows = 50;

    /// <summary>Most components of a model.</summary>
    public const int MaximumRank = 16;

    // Enough components for nine tenths of the variance: the rest is what SPE watches.
    private const double ExplainedVariance = 0.9;

    // The rank is chosen on so many rows at most; the model is trained on all.
    private const int RankRows = 20_000;

    private const int Oversampling = 20;

    private readonly int _seed;

    /// <summary>Makes a trainer.</summary>
    /// <param name="seed">The seed of the run.</param>
    public MlNetTrainer(int seed = 1) => _seed = seed;

    /// <summary>
    /// Trains a model. Where nothing can be learned (fewer than <see cref="MinimumRows"/> rows, a single column, no
    /// column that changes) the outcome has no model and says why: <see cref="TrainedModel.WhyUntrained"/>.
    /// </summary>
    public TrainedModel Train(TrainingSet set)
    {
        int d = set.Columns.Count;
        if (set.Count < MinimumRows)
            return TrainedModel.Untrained(set, $"{set.Count} rows are not enough, {MinimumRows} are needed");
        if (d < 2) return TrainedModel.Untrained(set, "one column has no others to move together with");

        var standard = Standardisation.Of(set);
        var context = new MLContext(_seed);
        var normaliser = standard.ToTransformer(context);
        var parameters = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)normaliser.GetNormalizerModelParameters(0);
        float[] scale = [.. parameters.Scale];
        float[] offset = parameters.Offset.IsDefaultOrEmpty ? new float[d] : [.. parameters.Offset];
        var standardised = FeatureRows.Standardise(set, offset, scale);

        int rank = ChooseRank(context, set, standardised);
        if (rank == 0) return TrainedModel.Untrained(set, "no column changes");

        var pca = Fit(context, standardised, d, rank);
        var kernel = SubspaceKernel.FromBasis(set, offset, scale, Mean(pca.Model), Components(pca.Model));
        var chain = new TransformerChain<ITransformer>(normaliser, pca);
        return new TrainedModel(set.Model, set.Columns, Save(context, chain, d), kernel.ToBytes(), Probe(set, standard, chain))
        {
            TrainingRows = set.Count,
            TrainingHash = set.Hash,
        };
    }

    // The smallest rank that explains enough, from a model of full rank; 0 when nothing varies.
    private int ChooseRank(MLContext context, TrainingSet set, float[] standardised)
    {
        int d = set.Columns.Count;
        int stride = ((set.Count - 1) / RankRows) + 1;
        int count = ((set.Count - 1) / stride) + 1;
        float[] rows = standardised;
        if (stride > 1)
        {
            rows = new float[count * d];
            for (int i = 0; i < count; i++) standardised.AsSpan(i * stride * d, d).CopyTo(rows.AsSpan(i * d));
        }

        if (!rows.AsSpan().ContainsAnyExcept(0f)) return 0;
        int cap = Math.Min(Math.Min(MaximumRank, d - 1), Math.Max(1, set.Count / 10));
        var pca = Fit(context, rows, d, Math.Min(d, MaximumRank)).Model;
        var (variances, total) = Variances(rows, Mean(pca), Components(pca));
        Array.Sort(variances);
        Array.Reverse(variances);

        double explained = 0;
        int rank = 0;
        while (rank < cap && rank < variances.Length && explained < ExplainedVariance * total && variances[rank] > 1e-9 * total)
            explained += variances[rank++];
        return Math.Max(1, rank);
    }

    private static (double[] Variances, double Total) Variances(float[] rows, float[] mean, float[][] vectors)
    {
        int d = mean.Length;
        double total = 0;
        var sums = new double[vectors.Length];
        for (int i = 0; i < rows.Length; i += d)
        {
            for (int j = 0; j < d; j++) total += (double)(rows[i + j] - mean[j]) * (rows[i + j] - mean[j]);
            for (int k = 0; k < vectors.Length; k++)
            {
                double projection = 0;
                for (int j = 0; j < d; j++) projection += (double)vectors[k][j] * (rows[i + j] - mean[j]);
                // Components past the rank of the data are arbitrary, and not always numbers.
                if (double.IsFinite(projection)) sums[k] += projection * projection;
            }
        }

        return (sums, total);
    }

    private AnomalyPredictionTransformer<PcaModelParameters> Fit(MLContext context, float[] rows, int d, int rank)
    {
        // Rows that lie ready in memory come through one cursor, so in one order; a transform in front would be split
        // over threads.
        var trainer = context.AnomalyDetection.Trainers.RandomizedPca(new RandomizedPcaTrainer.Options
        {
            FeatureColumnName = FeatureRows.Column,
            Rank = rank,
            Oversampling = Oversampling,
            EnsureZeroMean = true,
            Seed = _seed,
        });
        return trainer.Fit(FeatureRows.View(context, rows, d));
    }

    private static float[] Mean(PcaModelParameters model)
    {
        VBuffer<float> mean = default;
        model.GetMean(ref mean);
        return [.. mean.DenseValues()];
    }

    private static float[][] Components(PcaModelParameters model)
    {
        VBuffer<float>[]? vectors = null;
        model.GetEigenVectors(ref vectors, out int rank);
        return [.. vectors.Take(rank).Select(v => v.DenseValues().ToArray())];
    }

    private static byte[] Save(MLContext context, ITransformer model, int d)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, FeatureRows.Schema(d), stream);
        return ModelZip.WithoutTimes(stream.ToArray());
    }

    // Training rows spread over the set, and every fourth row pushed far off in one column, one column after another,
    // so that each weight of the kernel takes part.
    private static byte[] Probe(TrainingSet set, Standardisation standard, ITransformer model)
    {
        const int Rows = 64;
        int d = set.Columns.Count;
        var rows = new float[Rows * d];
        var outputs = new float[Rows];
        var scorer = new RowMapperScorer(model, d);
        for (int i = 0; i < Rows; i++)
        {
            var row = rows.AsSpan(i * d, d);
            set.Row((int)((long)i * set.Count / Rows)).CopyTo(row);
            if (i % 4 == 3) row[i / 4 % d] += 5 * standard.Deviation(i / 4 % d);
            outputs[i] = scorer.Score(row);
        }

        return new ModelProbe(d, rows, outputs).ToBytes();
    }
}
