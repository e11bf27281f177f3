using System.Buffers;
using System.Buffers.Binary;

namespace CraneAnomaly.Detectors.Groups;

public sealed partial class GroupKernel
{
    private const string SectionName = "group-kernel";
    private const int Version = 1;

    // Ranges outside of which no kernel is trained; inside, every score is finite.
    private const double SmallestRadius = 1e-9, LargestRadius = 1e15;

    /// <summary>Whether bytes claim to be a kernel of this kind, of any version.</summary>
    internal static bool IsKernel(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 + SectionName.Length
        && BinaryPrimitives.ReadInt32LittleEndian(bytes) == SectionName.Length
        && bytes.Slice(4, SectionName.Length).SequenceEqual("group-kernel"u8);

    /// <summary>
    /// Makes a kernel out of centres that were trained elsewhere, with one more pass over the training rows for what the
    /// trainer does not tell: how wide each group is.
    /// </summary>
    /// <param name="set">The rows the centres were trained on.</param>
    /// <param name="offset">Subtracted from each feature.</param>
    /// <param name="scale">Multiplies each feature after that; above 0.</param>
    /// <param name="centres">The centres over standardised features.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the lengths do not fit.</exception>
    public static GroupKernel FromCentres(
        TrainingSet set, ReadOnlySpan<float> offset, ReadOnlySpan<float> scale, IReadOnlyList<float[]> centres)
    {
        int d = set.Columns.Count;
        if (offset.Length != d || scale.Length != d || centres.Any(centre => centre.Length != d))
            throw new ArgumentException("The centres and the training set differ in their number of columns.");
        if (centres.Count is 0 or > MaximumCount) throw new ArgumentException($"There are 1 to {MaximumCount} centres.");
        float[] flat = [.. centres.SelectMany(centre => centre)];
        double[] radii = [.. Enumerable.Repeat(1.0, centres.Count)];
        if (FirstWrong(offset.ToArray(), scale.ToArray(), flat, radii) is { } wrong)
            throw new ArgumentException("The centres are none: " + wrong);
        var raw = new GroupKernel(offset.ToArray(), scale.ToArray(), flat, radii);
        return new(raw._offset, raw._scale, flat, raw.Widths(set));
    }

    /// <summary>
    /// The kernel as bytes: a <see cref="StateWriter"/> section, little-endian, equal for equal kernels.
    /// </summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section(SectionName, Version);
        writer.WriteInt32(Dimensions);
        writer.WriteInt32(Count);
        foreach (float value in (float[])[.. _offset, .. _scale, .. _centres])
            writer.WriteInt32(BitConverter.SingleToInt32Bits(value));
        foreach (double value in _radii) writer.WriteDouble(value);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, of a newer version, or not a kernel.</exception>
    public static GroupKernel FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (!IsKernel(bytes)) throw new InvalidDataException("the bytes are not a group kernel");
        var reader = new StateReader(bytes);
        reader.Section(SectionName, Version);
        int d = reader.ReadInt32(), count = reader.ReadInt32();
        if (d is < 1 or > TrainingSet.MaximumColumns || count is < 1 or > MaximumCount)
            throw reader.Damaged($"{count} centres of {d} features");
        if (reader.Remaining != (8L * d) + (4L * d * count) + (8L * count))
            throw reader.Damaged("the length does not fit the number of features and centres");
        var (offset, scale, centres, radii) = (new float[d], new float[d], new float[d * count], new double[count]);
        foreach (float[] values in (float[][])[offset, scale, centres])
        {
            foreach (ref float value in values.AsSpan()) value = BitConverter.Int32BitsToSingle(reader.ReadInt32());
        }

        foreach (ref double value in radii.AsSpan()) value = reader.ReadDouble();
        return FirstWrong(offset, scale, centres, radii) is { } wrong ? throw reader.Damaged(wrong) : new(offset, scale, centres, radii);
    }

    private static string? FirstWrong(float[] offset, float[] scale, float[] centres, double[] radii)
    {
        for (int j = 0; j < offset.Length; j++)
        {
            if (!float.IsFinite(offset[j])) return $"the offset of feature {j} is not finite";
            if (!(scale[j] is > 0 and < float.PositiveInfinity)) return $"the scale of feature {j} is not above 0";
        }

        foreach (float value in centres)
            if (!(Math.Abs(value) <= Farthest)) return "a centre is out of range";
        foreach (double radius in radii)
            if (!(radius is >= SmallestRadius and <= LargestRadius)) return "the radius of a group is out of range";
        return null;
    }

    private double[] Widths(TrainingSet set)
    {
        var sums = new double[Count];
        var rows = new long[Count];
        for (int i = 0; i < set.Count; i++)
        {
            int nearest = Nearest(set.Row(i), out double squared);
            sums[nearest] += squared;
            rows[nearest]++;
        }

        double step = SmallestRadius;
        for (int j = 0; j < Dimensions; j++) step += Math.Pow(set.Resolutions[j] * (double)_scale[j], 2);
        return [.. sums.Select((sum, k) => Math.Clamp(rows[k] == 0 ? step : sum / rows[k], Math.Min(step, LargestRadius), LargestRadius))];
    }
}
