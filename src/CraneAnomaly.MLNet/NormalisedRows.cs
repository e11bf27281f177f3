using System.Collections.Immutable;
using CraneAnomaly.Detectors;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace CraneAnomaly.MLNet;

/// <summary>A training set as its mean-variance normaliser gives it, with what a kernel needs to do the same.</summary>
/// <param name="Normaliser">The first link of the chain that ML.NET saves.</param>
/// <param name="Offset">Subtracted from each column.</param>
/// <param name="Scale">Multiplies each column after that.</param>
/// <param name="Rows">The rows, one after another.</param>
internal sealed record NormalisedRows(NormalizingTransformer Normaliser, float[] Offset, float[] Scale, float[] Rows)
{
    private const int ProbeRows = 64;

    public static NormalisedRows Of(TrainingSet set, Standardisation standard, MLContext context)
    {
        int d = set.Columns.Count;
        var normaliser = standard.ToTransformer(context);
        var parameters = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)
            normaliser.GetNormalizerModelParameters(0);
        float[] scale = [.. parameters.Scale];
        float[] offset = parameters.Offset.IsDefaultOrEmpty ? new float[d] : [.. parameters.Offset];
        return new(normaliser, offset, scale, FeatureRows.Standardise(set, offset, scale));
    }

    /// <summary>
    /// Rows for a probe: training rows spread over the set, and every fourth row pushed far off in one column, one column after
    /// another, so that each weight of the kernel takes part.
    /// </summary>
    public static float[] Probe(TrainingSet set, Standardisation standard)
    {
        int d = set.Columns.Count;
        var rows = new float[ProbeRows * d];
        for (int i = 0; i < ProbeRows; i++)
        {
            var row = rows.AsSpan(i * d, d);
            set.Row((int)((long)i * set.Count / ProbeRows)).CopyTo(row);
            if (i % 4 == 3) row[i / 4 % d] += 5 * standard.Deviation(i / 4 % d);
        }

        return rows;
    }
}
