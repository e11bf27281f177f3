using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Subspace;

public class SubspaceKernelTests
{
    private const double Root = 0.70710678118654752;

    // Two features that move together: (a, a) for a in -2..2. Mean 0, deviation sqrt(2), one component (1,1)/sqrt(2).
    private static readonly TrainingSet s_line = new("line", ["x", "y"],
        new float[] { -2, -2, -1, -1, 0, 0, 1, 1, 2, 2 }, [0.1f, 0.1f]);

    private static SubspaceKernel Line() =>
        SubspaceKernel.FromBasis(s_line, [0, 0], [1, 1], [0, 0], [[(float)Root, (float)Root]]);

    [Fact]
    public void FromBasis_Line_EigenvalueAndLimitsAreThoseOfTheRows()
    {
        var kernel = Line();
        // Projections are a*sqrt(2): variance 2*mean(a^2) = 2*2. Greatest T2 is 8/4. SPE is 0, so a step of 0.1 counts.
        Assert.Equal(4, kernel.Eigenvalues[0], 12);
        Assert.Equal(2, kernel.T2Limit, 12);
        Assert.Equal(0.01, kernel.SpeLimit, 8);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)] // at the mean, where ML.NET's score is not a number
    [InlineData(1, 1, 0, 0.5)] // on the line: projection sqrt(2), T2 2/4
    [InlineData(1, -1, 2, 0)] // off the line, at its centre
    [InlineData(3, 1, 2, 2)] // both: (2,2) along, (1,-1) across
    [InlineData(10_000, 10_000, 0, 50_000_000)] // far along the component, where ML.NET's score is normal
    public void Score_Line_IsAsComputedByHand(double x, double y, double spe, double t2)
    {
        var score = Line().Score([x, y]);
        Assert.Equal(spe, score.Spe, 6);
        Assert.Equal(t2, score.T2, 6);
        Assert.Equal(score.Spe / 0.01, score.SpeExceedance, 3);
        Assert.Equal(score.T2 / 2, score.T2Exceedance, 6);
        Assert.Equal(Math.Max(score.SpeExceedance, score.T2Exceedance), score.Max);
    }

    [Fact]
    public void Score_AtAndBesideTheMean_IsFarBelowTheLimit()
    {
        var kernel = Line();
        Assert.True(double.IsNaN(kernel.RelativeScore([0f, 0f])));
        Assert.True(kernel.RelativeScore([0.001f, -0.001f]) > 0.9);
        Assert.True(kernel.Score([0.001, -0.001]).Max < 0.001);
    }

    [Theory]
    [InlineData(double.MaxValue, double.MaxValue)]
    [InlineData(double.MaxValue, -double.MaxValue)]
    [InlineData(double.Epsilon, 0)]
    public void Score_ExtremeValues_AreFinite(double x, double y)
    {
        var score = Line().Score([x, y]);
        Assert.True(double.IsFinite(score.Max) && score.Max >= 0);
    }

    [Fact]
    public void Score_OffsetAndScale_AreAppliedBeforeTheMean()
    {
        var set = new TrainingSet("line", ["x", "y"], new float[] { 10, 200, 14, 240 });
        var kernel = SubspaceKernel.FromBasis(set, [11, 210], [0.5f, 0.05f], [0.5f, 0.5f],
            [[(float)Root, (float)Root]]);
        // (15, 250) -> (2, 2) -> centred (1.5, 1.5): projection 1.5*sqrt(2); variance of +-1*sqrt(2) is 2.
        var score = kernel.Score([15.0, 250.0]);
        Assert.Equal(0, score.Spe, 6);
        Assert.Equal(4.5 / 2, score.T2, 6);
    }

    [Fact]
    public void Score_RowWithPadding_IgnoresIt() =>
        Assert.Equal(Line().Score([3.0, 1.0]), Line().Score([3f, 1f, 77f, 0f, 0f, 0f, 0f, 0f]));

    [Fact]
    public void Score_ManyComponents_IsThePlainSumInOrder()
    {
        // Rank 13 needs two blocks of eight, the second not full. Unit vectors make the sums obvious and exact.
        const int D = 16, Rank = 13;
        var vectors = new float[Rank][];
        for (int k = 0; k < Rank; k++) (vectors[k] = new float[D])[k] = 1;
        var rows = new float[2 * D];
        for (int j = 0; j < D; j++) (rows[j], rows[D + j]) = (j - 20, 20 - j);
        var ones = Enumerable.Repeat(1f, D).ToArray();
        var kernel = SubspaceKernel.FromBasis(
            new("cube", [.. Enumerable.Range(0, D).Select(j => $"f{j}")], rows), new float[D], ones, new float[D],
                vectors);

        double[] row = [.. Enumerable.Range(1, D).Select(j => (double)j)];
        double t2 = 0;
        for (int k = 0; k < Rank; k++) t2 += row[k] * row[k] / ((20 - k) * (20 - k));
        var score = kernel.Score(row);
        Assert.Equal((14 * 14) + (15 * 15) + (16 * 16), score.Spe);
        Assert.Equal(t2, score.T2);
    }

    [Fact]
    public void FromBasis_WeakComponentFirst_SortsByStrength()
    {
        var set = new TrainingSet("wide", ["x", "y", "z"], new float[] { 1, 5, 0, -1, -5, 0 });
        var kernel = SubspaceKernel.FromBasis(set, [0, 0, 0], [1, 1, 1], [0, 0, 0], [[1, 0, 0], [0, 1, 0]]);
        Assert.Equal([25, 1], kernel.Eigenvalues.ToArray());
        Assert.Equal([0, 1, 0], kernel.Component(0).ToArray());
    }

    [Fact]
    public void FromBasis_VectorsThatAreNotIndependent_AreRefused() =>
        Assert.Throws<ArgumentException>(() =>
            SubspaceKernel.FromBasis(s_line, [0, 0], [1, 1], [0, 0], [[1, 0], [1, 0]]));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(-0.5, 2)]
    public void Contributions_AddUpToTheReadouts(double x, double y)
    {
        var kernel = Line();
        var (spe, t2) = (new double[2], new double[2]);
        kernel.Contributions([x, y], spe, t2);
        var score = kernel.Score([x, y]);
        Assert.Equal(score.Spe, spe.Sum(), 9);
        Assert.Equal(score.T2, t2.Sum(), 9);
    }

    [Fact]
    public void Score_SteadyState_AllocatesNothing()
    {
        var kernel = Line();
        double[] row = [3, 1];
        var (spe, t2) = (new double[2], new double[2]);
        double sum = 0;
        for (int i = 0; i < 1000; i++) sum += kernel.Score(row).Max;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sum += kernel.Score(row).Max;
            kernel.Contributions(row, spe, t2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void ToBytes_FromBytes_GivesTheSameScores()
    {
        var kernel = Line();
        var again = SubspaceKernel.FromBytes(kernel.ToBytes());
        Assert.Equal(kernel.ToBytes(), again.ToBytes());
        Assert.Equal(kernel.Score([3.0, 1.0]), again.Score([3.0, 1.0]));
    }

    [Fact]
    public void FromBytes_NewerVersion_SaysWhatToDo()
    {
        byte[] bytes = Line().ToBytes();
        bytes[4 + "subspace-kernel".Length] = 2;
        var e = Assert.Throws<InvalidDataException>(() => SubspaceKernel.FromBytes(bytes));
        Assert.Contains("version 2 is not known here", e.Message);
    }

    [Property(MaxTest = 500)]
    public void FromBytes_DamagedBytes_ThrowsOrGivesAUsableKernel(int at, byte value, int cut)
    {
        byte[] bytes = Line().ToBytes();
        bytes[(int)((uint)at % (uint)bytes.Length)] = value;
        if (cut % 3 == 0) bytes = bytes[..(int)((uint)cut % (uint)bytes.Length)];
        SubspaceKernel kernel;
        try
        {
            kernel = SubspaceKernel.FromBytes(bytes);
        }
        catch (InvalidDataException)
        {
            return;
        }

        var score = kernel.Score([1e300, -1e300]);
        Assert.True(double.IsFinite(score.Max) && score.Max >= 0);
    }

    [Property(MaxTest = 200)]
    public void FromBytes_AnyBytes_ThrowsInvalidData(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => SubspaceKernel.FromBytes(bytes));
}
