using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Trains the model of how columns move together: a mean-variance normaliser and a principal-component model
/// (<c>NormalizeMeanVariance</c>, <c>RandomizedPca</c>).
/// </summary>
internal sealed class PcaTrainer(int seed)
{
    // Enough components for nine tenths of the variance: the rest is what SPE watches.
    private const double ExplainedVariance = 0.9;

    // The rank is chosen on so many rows at most; the model is trained on all.
    private const int SpectrumRows = 20_000;

    // ML.NET's default.
    private const int Oversampling = 20;

    public TrainedModel Train(TrainingSet set)
    {
        int d = set.Columns.Count;
        var standard = Standardisation.Of(set);
        var context = new MLContext(seed);
        var normalised = NormalisedRows.Of(set, standard, context);
        double[] spectrum = Spectrum.Of(normalised.Rows, d, ((set.Count - 1) / SpectrumRows) + 1);
        int rank = ChooseRank(spectrum, set.Count);
        if (rank == 0) return TrainedModel.Untrained(set, "no column changes");

        var pca = Fit(context, normalised.Rows, d, rank, Math.Min(Oversampling, Independent(spectrum) - rank));
        var kernel = SubspaceKernel.FromBasis(set, normalised.Offset, normalised.Scale, Mean(pca.Model), Components(pca.Model));
        var chain = new TransformerChain<ITransformer>(normalised.Normaliser, pca);
        var model = new TrainedModel(
            set.Model, set.Columns, ModelZip.Save(context, chain, d), kernel.ToBytes(), Probe(set, standard, chain))
        {
            TrainingRows = set.Count,
            TrainingHash = set.Hash,
        };
        KernelCheck.Verify(model);
        return model;
    }

    // The smallest rank that explains enough; 0 when nothing varies. One direction always stays outside, for SPE.
    private static int ChooseRank(double[] spectrum, int rows)
    {
        double total = spectrum.Sum();
        int cap = Math.Min(Math.Min(MlNetTrainer.MaximumRank, spectrum.Length - 1), Math.Max(1, rows / 10));
        cap = Math.Min(cap, Independent(spectrum));
        double explained = 0;
        int rank = 0;
        while (rank < cap && explained < ExplainedVariance * total) explained += spectrum[rank++];
        return rank;
    }

    // How many directions the rows have at all: as far as float sums can tell, and above a thousandth of a step.
    private static int Independent(double[] spectrum)
    {
        double least = 1e-6 * Math.Max(spectrum.Sum(), 1);
        return spectrum.Count(v => v > least);
    }

    private AnomalyPredictionTransformer<PcaModelParameters> Fit(
        MLContext context, float[] rows, int d, int rank, int oversampling)
    {
        // Rows that lie ready in memory come through one cursor, so in one order; a transform in front would be split
        // over threads.
        var trainer = context.AnomalyDetection.Trainers.RandomizedPca(new RandomizedPcaTrainer.Options
        {
            FeatureColumnName = FeatureRows.Column,
            Rank = rank,
            Oversampling = oversampling,
            EnsureZeroMean = true,
            Seed = seed,
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

    private static byte[] Probe(TrainingSet set, Standardisation standard, ITransformer model)
    {
        int d = set.Columns.Count;
        float[] rows = NormalisedRows.Probe(set, standard);
        var outputs = new float[rows.Length / d];
        var scorer = new RowMapperScorer(model, d);
        for (int i = 0; i < outputs.Length; i++) outputs[i] = scorer.Score(rows.AsSpan(i * d, d));
        return new ModelProbe(d, rows, outputs).ToBytes();
    }
}
