using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Groups;

namespace CraneAnomaly.Tests.Detectors.Groups;

public class GroupKernelTests
{
    // Two groups of two rows: (0,0) and (2,0) around (1,0); (10,10) and (10,14) around (10,12).
    private static readonly TrainingSet s_set = new("kind", ["x", "y"], new float[] { 0, 0, 2, 0, 10, 10, 10, 14 });

    private static readonly GroupKernel s_kernel = GroupKernel.FromCentres(s_set, [0, 0], [1, 1], [[1, 0], [10, 12]]);

    [Theory]
    [InlineData(1.0, 0.0, 0, 0.0)]
    [InlineData(3.0, 0.0, 0, 4.0)]
    [InlineData(10.0, 12.0, 1, 0.0)]
    [InlineData(10.0, 8.0, 1, 4.0)]
    public void Nearest_Row_IsMeasuredInTheWidthOfItsGroup(double x, double y, int group, double exceedance)
    {
        Assert.Equal(group, s_kernel.Nearest([x, y], out double found));
        Assert.Equal(exceedance, found, 6);
    }

    [Fact]
    public void Widths_AreTheMeanSquaredDistances_AndNeverBelowAStep()
    {
        Assert.Equal([1.0, 4.0], s_kernel.SquaredRadii.ToArray());
        var same = new TrainingSet("kind", ["x", "y"], new float[] { 1, 1, 1, 1 }, [0.5f, 0.5f]);
        Assert.Equal(0.5, GroupKernel.FromCentres(same, [0, 0], [1, 1], [[1, 1]]).SquaredRadii[0], 6);
    }

    [Fact]
    public void Contributions_AddUpToTheDistance()
    {
        double[] shares = new double[2];
        s_kernel.Contributions([13, 8], 1, shares);
        Assert.Equal([9.0, 16.0], shares);
    }

    [Fact]
    public void Bytes_GoRound_AndEveryByteCutOffIsRefused()
    {
        byte[] bytes = s_kernel.ToBytes();
        Assert.Equal(bytes, GroupKernel.FromBytes(bytes).ToBytes());
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => GroupKernel.FromBytes(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Bytes_WithARadiusOfZero_AreRefused()
    {
        byte[] bytes = s_kernel.ToBytes();
        bytes.AsSpan(^8..).Clear();
        Assert.Contains("radius", Assert.Throws<InvalidDataException>(() => GroupKernel.FromBytes(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_AllocatesNothing()
    {
        double[] row = [3, 4];
        s_kernel.Nearest(row, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double sum = 0;
        for (int i = 0; i < 10_000; i++)
        {
            s_kernel.Nearest(row, out double far);
            sum += far;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(5, false)]
    public void Check_KernelThatIsNotTheModel_IsRefused(float wrong, bool passes)
    {
        float[] rows = [1, 0, 10, 12];
        float[] outputs = [0, 81 + 144, 81 + 144 + wrong, 0];
        var model = new TrainedModel("kind", s_set.Columns, default, s_kernel.ToBytes(), new ModelProbe(2, rows, outputs, 2).ToBytes());
        if (passes) KernelCheck.Verify(model);
        else Assert.Contains("row 1", Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(model)).Message, StringComparison.Ordinal);
    }
}
