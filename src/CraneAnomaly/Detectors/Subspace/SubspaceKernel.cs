using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CraneAnomaly.Detectors.Subspace;

/// <summary>
/// A trained principal-component model in the core's own form: standardise, centre, project, and read the distance
/// from the subspace (SPE) and the distance within it (T2). Immutable, safe for any number of threads, allocates
/// nothing per score. Sums run in one fixed order in double precision, without fused steps, so that every machine
/// gets the same bits.
/// </summary>
/// <remarks>
/// ML.NET's own PCA score is relative, sqrt(SPE / |x - mean|^2): it is undefined at the mean, high beside it, and low
/// far out along a component, which for a crane is an overload. It serves here only to prove that the kernel is the
/// model ML.NET trained (<see cref="RelativeScore"/>).
/// </remarks>
public sealed partial class SubspaceKernel
{
    /// <summary>Most components of a kernel.</summary>
    public const int MaximumRank = 64;

    // A standardised value beyond a million deviations is as far as far can be; the bound keeps every sum finite.
    private const double Farthest = 1e6;
    private const int Lanes = 8;

    private readonly float[] _offset;
    private readonly float[] _scale;
    private readonly double[] _mean;

    // One vector of the basis after another (rank x dimensions), orthonormal; strongest first.
    private readonly double[] _vectors;
    private readonly double[] _eigenvalues;

    // The same, for the score: blocks of eight components, within a block input-major, padded with zeros.
    private readonly double[] _blocks;

    private SubspaceKernel(
        float[] offset,
        float[] scale,
        double[] mean,
        double[] vectors,
        double[] eigenvalues,
        double speLimit,
        double t2Limit)
    {
        (_offset, _scale, _mean, _vectors, _eigenvalues) = (offset, scale, mean, vectors, eigenvalues);
        (SpeLimit, T2Limit) = (speLimit, t2Limit);
        _blocks = Interleave(vectors, Dimensions, Rank);
    }

    /// <summary>Number of features.</summary>
    public int Dimensions => _offset.Length;

    /// <summary>Number of components.</summary>
    public int Rank => _eigenvalues.Length;

    /// <summary>
    /// The 99 % quantile of SPE over the training rows, at least one step of resolution of any feature squared.
    /// </summary>
    public double SpeLimit { get; }

    /// <summary>The 99 % quantile of T2 over the training rows, at least 1.</summary>
    public double T2Limit { get; }

    /// <summary>The variance along each component, in squared standard deviations; strongest first.</summary>
    public ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>One component, of unit length, over the standardised features.</summary>
    public ReadOnlySpan<double> Component(int index) => _vectors.AsSpan(index * Dimensions, Dimensions);

    /// <summary>
    /// Scores a row of at least <see cref="Dimensions"/> values; padding behind them is ignored. The values must be
    /// finite.
    /// </summary>
    public SubspaceScore Score(ReadOnlySpan<double> row)
    {
        Span<double> centred = stackalloc double[Dimensions];
        return Score(Centre(row, centred), centred);
    }

    /// <inheritdoc cref="Score(ReadOnlySpan{double})"/>
    public SubspaceScore Score(ReadOnlySpan<float> row)
    {
        Span<double> centred = stackalloc double[Dimensions];
        return Score(Centre(row, centred), centred);
    }

    /// <summary>
    /// ML.NET's score for a row, by the kernel: sqrt((|x-mean|^2 - |Ux|^2) / |x-mean|^2); not a number at the mean.
    /// </summary>
    public double RelativeScore(ReadOnlySpan<float> row)
    {
        Span<double> centred = stackalloc double[Dimensions];
        double norm = Centre(row, centred);
        return Math.Sqrt(Score(norm, centred).Spe / norm);
    }

    /// <summary>
    /// What each feature adds to the two readouts. The shares of SPE are squared residuals and add up to SPE; those of
    /// T2 are the complete decomposition (Alcala and Qin 2009) and add up to T2, single ones may be negative.
    /// </summary>
    public void Contributions(ReadOnlySpan<double> row, Span<double> spe, Span<double> t2)
    {
        int d = Dimensions;
        Span<double> centred = stackalloc double[d];
        Centre(row, centred);
        centred.CopyTo(spe);
        t2[..d].Clear();
        for (int k = 0; k < Rank; k++)
        {
            var vector = Component(k);
            double projection = 0;
            for (int j = 0; j < d; j++) projection += vector[j] * centred[j];
            for (int j = 0; j < d; j++)
            {
                spe[j] -= projection * vector[j];
                t2[j] += projection / _eigenvalues[k] * vector[j];
            }
        }

        for (int j = 0; j < d; j++)
        {
            spe[j] *= spe[j];
            t2[j] *= centred[j];
        }
    }

    // Writes the centred row and returns its squared length.
    private double Centre(ReadOnlySpan<double> row, Span<double> centred)
    {
        row = row[..centred.Length];
        double norm = 0;
        for (int j = 0; j < centred.Length; j++)
        {
            double c = Math.Clamp((row[j] - _offset[j]) * _scale[j], -Farthest, Farthest) - _mean[j];
            centred[j] = c;
            norm += c * c;
        }

        return norm;
    }

    private double Centre(ReadOnlySpan<float> row, Span<double> centred)
    {
        Span<double> wide = stackalloc double[centred.Length];
        for (int j = 0; j < wide.Length; j++) wide[j] = row[j];
        return Centre(wide, centred);
    }

    private SubspaceScore Score(double norm, ReadOnlySpan<double> centred)
    {
        var blocks = MemoryMarshal.Cast<double, Vector256<double>>(_blocks.AsSpan());
        double inside = 0, t2 = 0;
        for (int k = 0; k < Rank; k += Lanes, blocks = blocks[(2 * centred.Length)..])
        {
            // A lane is a component, so each sum runs over the features in their order, as in scalar code.
            var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
            var block = blocks[..(2 * centred.Length)];
            for (int j = 0; j < centred.Length; j++)
            {
                var c = Vector256.Create(centred[j]);
                low += c * block[2 * j];
                high += c * block[(2 * j) + 1];
            }

            for (int lane = 0; lane < Lanes && k + lane < Rank; lane++)
            {
                double projection = lane < Lanes / 2 ? low[lane] : high[lane - (Lanes / 2)];
                double square = projection * projection;
                inside += square;
                t2 += square / _eigenvalues[k + lane];
            }
        }

        // Rounding alone can make the difference negative.
        double spe = Math.Max(norm - inside, 0);
        return new(spe, t2, spe / SpeLimit, t2 / T2Limit);
    }

    private static double[] Interleave(double[] vectors, int d, int rank)
    {
        int blocks = (rank + Lanes - 1) / Lanes;
        var interleaved = new double[blocks * d * Lanes];
        for (int k = 0; k < rank; k++)
        {
            for (int j = 0; j < d; j++)
                interleaved[(((k / Lanes * d) + j) * Lanes) + (k % Lanes)] = vectors[(k * d) + j];
        }

        return interleaved;
    }
}
