using System.Buffers;
using System.Buffers.Binary;

namespace CraneAnomaly.Detectors.Trees;

/// <summary>
/// Trained regression trees in the core's own form: what a value should be in its context (how long a move should
/// take, given its distance and load), and how far it usually is off there. Two ensembles, one for the value and one
/// for the size of its error. Immutable, safe for any number of threads, allocates nothing per row, and gives the same
/// bits on every machine.
/// </summary>
public sealed class TreeEnsembleKernel
{
    private const string SectionName = "tree-ensemble-kernel";
    private const int Version = 1;

    // Two ensembles of a hundred trees with twenty leaves take 100 kB; anything near this is not ours.
    private const int MaximumBytes = 8 * 1024 * 1024;
    private const double SmallestDeviation = 1e-12;
    private const double LargestNumber = 1e15;

    private readonly TreeEnsemble _expected;
    private readonly TreeEnsemble _spread;

    private TreeEnsembleKernel(
        int dimensions, TreeEnsemble expected, TreeEnsemble spread, double factor, double smallest)
    {
        (Dimensions, _expected, _spread) = (dimensions, expected, spread);
        (Factor, LeastDeviation) = (factor, smallest);
    }

    /// <summary>Number of features.</summary>
    public int Dimensions { get; }

    /// <summary>Standard deviations per unit of the second ensemble, which foretells the absolute error.</summary>
    public double Factor { get; }

    /// <summary>The smallest deviation ever given: an empty corner of the context must not look exact.</summary>
    public double LeastDeviation { get; }

    /// <summary>Makes a kernel of trees that were trained elsewhere.</summary>
    /// <param name="dimensions">Number of features, 1 to <see cref="TrainingSet.MaximumColumns"/>.</param>
    /// <param name="expected">Trees whose sum is the value expected.</param>
    /// <param name="spread">Trees whose sum is the absolute error expected of that.</param>
    /// <param name="factor">Standard deviations per absolute error; above 0.</param>
    /// <param name="leastDeviation">The smallest deviation ever given; above 0.</param>
    /// <exception cref="ArgumentException">They are not trees, or a number is out of range.</exception>
    public static TreeEnsembleKernel FromTrees(
        int dimensions,
        IReadOnlyList<RegressionTree> expected,
        IReadOnlyList<RegressionTree> spread,
        double factor,
        double leastDeviation)
    {
        if (FirstWrong(dimensions, factor, leastDeviation) is { } wrong) throw new ArgumentException(wrong);
        return new(
            dimensions, TreeEnsemble.Of(expected, dimensions), TreeEnsemble.Of(spread, dimensions), factor,
            leastDeviation);
    }

    /// <summary>
    /// What the value should be for a row of at least <see cref="Dimensions"/> features; padding behind them is
    /// ignored. What is not a number goes the way ML.NET sends it: as if above every threshold.
    /// </summary>
    public TreePrediction Predict(ReadOnlySpan<float> row) =>
        new(Expected(row), Math.Max(Factor * Spread(row), LeastDeviation));

    /// <summary>The kernel as bytes: a <see cref="StateWriter"/> section, little-endian, equal for equal
    /// kernels.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section(SectionName, Version);
        writer.WriteInt32(Dimensions);
        writer.WriteDouble(Factor);
        writer.WriteDouble(LeastDeviation);
        _expected.Write(writer);
        _spread.Write(writer);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, of a newer version, or not a kernel.</exception>
    public static TreeEnsembleKernel FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
            throw new InvalidDataException($"a tree kernel is never {bytes.Length} bytes long");
        if (!IsKernel(bytes)) throw new InvalidDataException("the bytes are not a tree kernel");
        var reader = new StateReader(bytes);
        reader.Section(SectionName, Version);
        int dimensions = reader.ReadInt32();
        double factor = reader.ReadDouble(), smallest = reader.ReadDouble();
        if (FirstWrong(dimensions, factor, smallest) is { } wrong) throw reader.Damaged(wrong);
        var expected = TreeEnsemble.Read(ref reader, dimensions);
        var spread = TreeEnsemble.Read(ref reader, dimensions);
        if (reader.Remaining != 0) throw reader.Damaged("bytes follow the last tree");
        return new(dimensions, expected, spread, factor, smallest);
    }

    /// <summary>Whether bytes claim to be a kernel of this kind, of any version.</summary>
    internal static bool IsKernel(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 + SectionName.Length
        && BinaryPrimitives.ReadInt32LittleEndian(bytes) == SectionName.Length
        && bytes.Slice(4, SectionName.Length).SequenceEqual("tree-ensemble-kernel"u8);

    internal double Expected(ReadOnlySpan<float> row) => _expected.Sum(row[..Dimensions]);

    internal double Spread(ReadOnlySpan<float> row) => _spread.Sum(row[..Dimensions]);

    private static string? FirstWrong(int dimensions, double factor, double leastDeviation)
    {
        if (dimensions is < 1 or > TrainingSet.MaximumColumns) return $"{dimensions} features";
        if (!(factor is > 0 and <= LargestNumber)) return "the factor of the deviation is out of range";
        return leastDeviation is >= SmallestDeviation and <= LargestNumber
            ? null
            : "the smallest deviation is out of range";
    }
}
