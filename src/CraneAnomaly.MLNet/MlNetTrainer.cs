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
    private const int SpectrumRows = 20_000;

    // ML.NET's default.
    private const int Oversampling = 20;

    private readonly int _seed;

    /// <summary>Makes a trainer.</summary>
    /// <param name="seed">The seed of the run.</param>
    public MlNetTrainer(int seed = 1) => _seed = seed;

    /// <summary>
    /// Trains a model. Where nothing can be learned (fewer than <see cref="MinimumRows"/> rows, a single column, no
    /// column that changes, numbers beyond float arithmetic) the outcome has no model and says why:
    /// <see cref="TrainedModel.WhyUntrained"/>.
    /// </summary>
    public TrainedModel Train(TrainingSet set)
    {
        if (set.Count < MinimumRows)
            return TrainedModel.Untrained(set, $"{set.Count} rows are not enough, {MinimumRows} are needed");
        if (set.Columns.Count < 2) return TrainedModel.Untrained(set, "one column has no others to move together with");

        try
        {
            return TrainEnough(set);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            // ML.NET's own way to say that the components are not numbers, and the core's that they are no basis or
            // that the kernel does not give ML.NET's scores. One model missing must not cost the others.
            return TrainedModel.Untrained(set, $"the rows have no stable components ({e.Message})");
        }
    }

    private TrainedModel TrainEnough(TrainingSet set)
    {
        int d = set.Columns.Count;
        var standard = Standardisation.Of(set);
        var context = new MLContext(_seed);
        var normaliser = standard.ToTransformer(context);
        var parameters = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)
            normaliser.GetNormalizerModelParameters(0);
        float[] scale = [.. parameters.Scale];
        float[] offset = parameters.Offset.IsDefaultOrEmpty ? new float[d] : [.. parameters.Offset];
        float[] standardised = FeatureRows.Standardise(set, offset, scale);

        double[] spectrum = Spectrum.Of(standardised, d, ((set.Count - 1) / SpectrumRows) + 1);
        int rank = ChooseRank(spectrum, set.Count);
        if (rank == 0) return TrainedModel.Untrained(set, "no column changes");

        var pca = Fit(context, standardised, d, rank, Math.Min(Oversampling, Independent(spectrum) - rank));
        var kernel = SubspaceKernel.FromBasis(set, offset, scale, Mean(pca.Model), Components(pca.Model));
        var chain = new TransformerChain<ITransformer>(normaliser, pca);
        var model = new TrainedModel(
            set.Model, set.Columns, Save(context, chain, d), kernel.ToBytes(), Probe(set, standard, chain))
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
        int cap = Math.Min(Math.Min(MaximumRank, spectrum.Length - 1), Math.Max(1, rows / 10));
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
