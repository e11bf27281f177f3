using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Trees;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Trees;

public class TreeEnsembleKernelTests
{
    // x0 <= 10 ? (x1 <= -1 ? 1 : 2) : 4, and a tree of one leaf that adds 100.
    private static readonly RegressionTree s_split = new([1, ~0], [~2, ~1], [0, 1], [10, -1], [1, 2, 4]);
    private static readonly RegressionTree s_constant = new([], [], [], [], [100]);

    private static TreeEnsembleKernel Hand(double factor = 2, double least = 0.5) =>
        TreeEnsembleKernel.FromTrees(2, [s_split, s_constant], [new([~0], [~1], [1], [0], [0.1, 3])], factor, least);

    [Theory]
    [InlineData(10, -1, 101, 0.5)]
    [InlineData(10, -0.5f, 102, 0.5)]
    [InlineData(10.5f, -9, 104, 0.5)]
    [InlineData(-1e30f, 1, 102, 6)]
    [InlineData(float.NaN, -9, 104, 0.5)]
    [InlineData(3, float.NaN, 102, 6)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, 102, 6)]
    public void Predict_TreesByHand_FollowThresholds(float x0, float x1, double expected, double deviation)
    {
        var prediction = Hand().Predict([x0, x1, 77]);
        Assert.Equal(new(expected, deviation), prediction);
        Assert.Equal(2, prediction.Residual(expected + (2 * deviation)), 1e-12);
    }

    [Property]
    public bool Predict_RandomTrees_EqualsANaiveRecursion(uint seed, float[] row)
    {
        ulong state = seed + 1UL;
        int dimensions = 1 + (int)(Next(ref state) % 5);
        RegressionTree[] trees = [.. Enumerable.Range(0, 1 + (int)(Next(ref state) % 6)).Select(_ => RandomTrees.Make(ref state, dimensions))];
        float[] padded = [.. row, .. Enumerable.Repeat(0.5f, dimensions)];
        double sum = 0;
        foreach (var tree in trees) sum += tree.Left.Count == 0 ? tree.Leaves[0] : Naive(tree, 0, padded);
        var kernel = TreeEnsembleKernel.FromTrees(dimensions, trees, [s_constant], 1, 1);
        var restored = TreeEnsembleKernel.FromBytes(kernel.ToBytes());
        return kernel.Predict(padded).Expected == sum && restored.Predict(padded).Expected == sum
            && restored.ToBytes().AsSpan().SequenceEqual(kernel.ToBytes());
    }

    private static double Naive(RegressionTree tree, int node, float[] row)
    {
        int child = row[tree.Features[node]] <= tree.Thresholds[node] ? tree.Left[node] : tree.Right[node];
        return child < 0 ? tree.Leaves[-child - 1] : Naive(tree, child, row);
    }

    private static ulong Next(ref ulong state) => RandomTrees.Next(ref state);

    [Fact]
    public void FromTrees_WhatIsNoTree_IsRefused()
    {
        void Refused(string why, RegressionTree tree, int dimensions = 2)
        {
            var e = Assert.Throws<ArgumentException>(
                () => TreeEnsembleKernel.FromTrees(dimensions, [tree], [s_constant], 1, 1));
            Assert.Contains(why, e.Message);
        }

        Refused("asks for feature 1", s_split, dimensions: 1);
        Refused("asks for feature -1", s_split with { Features = [-1, 0] });
        Refused("leads to 0", s_split with { Left = [0, ~0] });
        Refused("leads to 2", s_split with { Left = [2, ~0] });
        Refused("leads to -4", s_split with { Left = [1, ~3] });
        Refused("two nodes", s_split with { Left = [1, ~2] });
        Refused("not finite", s_split with { Thresholds = [float.NaN, 0] });
        Refused("out of range", s_split with { Leaves = [1, 2, double.NaN] });
        Refused("cannot have 2 leaves", s_split with { Leaves = [1, 2] });
        Refused("parts missing", s_split with { Right = [~2] });
        Assert.Throws<ArgumentException>(() => Hand(factor: 0));
        Assert.Throws<ArgumentException>(() => Hand(least: double.NaN));
        Assert.Throws<ArgumentException>(() => TreeEnsembleKernel.FromTrees(0, [], [], 1, 1));
    }

    [Fact]
    public void FromBytes_EveryByteCutOffOrAppended_IsRefused()
    {
        byte[] bytes = Hand().ToBytes();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => TreeEnsembleKernel.FromBytes(bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => TreeEnsembleKernel.FromBytes([.. bytes, 0]));
    }

    [Fact]
    public void FromBytes_EveryByteChanged_IsRefusedOrEndsEveryPath()
    {
        ulong state = 5;
        RegressionTree[] trees = [.. Enumerable.Range(0, 4).Select(_ => RandomTrees.Make(ref state, 3))];
        byte[] bytes = TreeEnsembleKernel.FromTrees(3, trees, [s_constant], 1, 1).ToBytes();
        int read = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte change in (byte[])[1, 0x80, 0xff])
            {
                byte[] damaged = [.. bytes];
                damaged[i] ^= change;
                try
                {
                    var kernel = TreeEnsembleKernel.FromBytes(damaged);
                    var row = new float[kernel.Dimensions];
                    Assert.True(double.IsFinite(kernel.Predict(row).Expected));
                    row.AsSpan().Fill(float.NaN);
                    Assert.True(kernel.Predict(row).Deviation > 0);
                    Assert.Equal(damaged, kernel.ToBytes());
                    read++;
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        Assert.True(read > 0, "thresholds and leaves may have other values");
    }

    [Fact]
    public void Predict_Rows_AllocatesNothing()
    {
        var kernel = Hand();
        float[] row = [1, 2];
        double sum = kernel.Predict(row).Expected;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            row[0] = i;
            sum += kernel.Predict(row).Residual(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void Verify_OutputsOfTheTrees_PassAndOthersDoNot()
    {
        float[] rows = [10, -1, 11, 5], outputs = [101, 0.1f, 104, 3];
        KernelCheck.Verify(Model(rows, outputs));
        var e = Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(rows, [101, 0.1f, 104.2f, 3])));
        Assert.Contains("104", e.Message);
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(rows, [101, 0.2f, 104, 3])));
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(rows, [101, float.NaN, 104, 3])));
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(rows, [101, 104], outputsPerRow: 1)));
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(rows, outputs) with { Columns = ["a"] }));
    }

    [Fact]
    public void ModelProbe_TwoOutputs_ComeBack()
    {
        var probe = new ModelProbe(2, [1, 2, 3, 4], [5, 6, 7, 8], outputsPerRow: 2);
        byte[] bytes = probe.ToBytes();
        var restored = ModelProbe.FromBytes(bytes);
        Assert.Equal((2, 2, 6f, 7f), (restored.Count, restored.OutputsPerRow, restored.Output(0, 1), restored.Output(1)));
        Assert.Equal(bytes, restored.ToBytes());
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => ModelProbe.FromBytes(bytes.AsSpan(0, length)));
        Assert.Throws<ArgumentException>(() => new ModelProbe(2, [1, 2, 3, 4], [5, 6, 7], outputsPerRow: 2));
        Assert.Throws<ArgumentException>(() => new ModelProbe(2, [1, 2], [5], outputsPerRow: 0));
    }

    private static TrainedModel Model(float[] rows, float[] outputs, int outputsPerRow = 2) =>
        new("time", ["a", "b"], new byte[1], Hand().ToBytes(),
            new ModelProbe(2, rows, outputs, outputsPerRow).ToBytes());
}
