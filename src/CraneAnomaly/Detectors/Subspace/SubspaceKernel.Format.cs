using System.Buffers;
using System.Buffers.Binary;

namespace CraneAnomaly.Detectors.Subspace;

public sealed partial class SubspaceKernel
{
    private const string SectionName = "subspace-kernel";
    private const int Version = 1;

    // 256 features and 64 components take 140 kB; anything near this is not ours.
    private const int MaximumBytes = 1024 * 1024;

    // Ranges outside of which no kernel is trained; inside, every score is finite.
    private const double SmallestEigenvalue = 1e-9;
    private const double SmallestLimit = 1e-9;
    private const double LargestNumber = 1e15;
    private const double OrthonormalTolerance = 1e-9;

    /// <summary>Whether bytes claim to be a kernel of this kind, of any version.</summary>
    internal static bool IsKernel(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 + SectionName.Length
        && BinaryPrimitives.ReadInt32LittleEndian(bytes) == SectionName.Length
        && bytes.Slice(4, SectionName.Length).SequenceEqual("subspace-kernel"u8);

    /// <summary>
    /// The kernel as bytes: a <see cref="StateWriter"/> section, little-endian, equal for equal kernels.
    /// </summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section(SectionName, Version);
        writer.WriteInt32(Dimensions);
        writer.WriteInt32(Rank);
        for (int j = 0; j < Dimensions; j++)
        {
            writer.WriteInt32(BitConverter.SingleToInt32Bits(_offset[j]));
            writer.WriteInt32(BitConverter.SingleToInt32Bits(_scale[j]));
            writer.WriteDouble(_mean[j]);
        }

        foreach (double value in _vectors) writer.WriteDouble(value);
        foreach (double value in _eigenvalues) writer.WriteDouble(value);
        writer.WriteDouble(SpeLimit);
        writer.WriteDouble(T2Limit);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, of a newer version, or not a kernel.</exception>
    public static SubspaceKernel FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
            throw new InvalidDataException($"a subspace kernel is never {bytes.Length} bytes long");
        if (!IsKernel(bytes)) throw new InvalidDataException("the bytes are not a subspace kernel");
        var reader = new StateReader(bytes);
        reader.Section(SectionName, Version);
        int d = reader.ReadCount(16);
        int rank = reader.ReadCount(8);
        if (d is < 1 or > TrainingSet.MaximumColumns || rank < 1 || rank > Math.Min(d, MaximumRank))
            throw reader.Damaged($"{rank} components of {d} features");
        if (reader.Remaining != (16L * d) + (8L * d * rank) + (8L * rank) + 16)
            throw reader.Damaged("the length does not fit the number of features and components");

        var (offset, scale, mean) = (new float[d], new float[d], new double[d]);
        for (int j = 0; j < d; j++)
        {
            offset[j] = BitConverter.Int32BitsToSingle(reader.ReadInt32());
            scale[j] = BitConverter.Int32BitsToSingle(reader.ReadInt32());
            mean[j] = reader.ReadDouble();
        }

        var (vectors, eigenvalues) = (new double[d * rank], new double[rank]);
        foreach (ref double value in vectors.AsSpan()) value = reader.ReadDouble();
        foreach (ref double value in eigenvalues.AsSpan()) value = reader.ReadDouble();
        double speLimit = reader.ReadDouble();
        double t2Limit = reader.ReadDouble();
        string? wrong = FirstWrong(offset, scale, mean, vectors, eigenvalues, speLimit, t2Limit);
        if (wrong is not null) throw reader.Damaged(wrong);
        return new(offset, scale, mean, vectors, eigenvalues, speLimit, t2Limit);
    }

    private static string? FirstWrong(
        float[] offset,
        float[] scale,
        double[] mean,
        double[] vectors,
        double[] eigenvalues,
        double speLimit,
        double t2Limit)
    {
        for (int j = 0; j < offset.Length; j++)
        {
            if (!float.IsFinite(offset[j])) return $"the offset of feature {j} is not finite";
            if (!(scale[j] is > 0 and < float.PositiveInfinity)) return $"the scale of feature {j} is not above 0";
            if (!(Math.Abs(mean[j]) <= Farthest)) return $"the mean of feature {j} is out of range";
        }

        for (int k = 0; k < eigenvalues.Length; k++)
        {
            if (!(eigenvalues[k] is >= SmallestEigenvalue and <= LargestNumber))
                return $"the variance of component {k} is out of range";
            if (k > 0 && eigenvalues[k] > eigenvalues[k - 1]) return "the components are not sorted by strength";
        }

        if (!(speLimit is >= SmallestLimit and <= LargestNumber)) return "the limit of SPE is out of range";
        if (!(t2Limit is >= SmallestLimit and <= LargestNumber)) return "the limit of T2 is out of range";
        return IsOrthonormal(vectors, offset.Length) ? null : "the components are not orthonormal";
    }

    private static bool IsOrthonormal(double[] vectors, int d)
    {
        for (int k = 0; k < vectors.Length; k += d)
        {
            for (int i = 0; i <= k; i += d)
            {
                double product = 0;
                for (int j = 0; j < d; j++) product += vectors[k + j] * vectors[i + j];
                if (!(Math.Abs(product - (i == k ? 1 : 0)) <= OrthonormalTolerance)) return false;
            }
        }

        return true;
    }
}
