using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;

namespace CraneAnomaly.Tests.Detectors.Subspace;

public class KernelCheckTests
{
    private static readonly float[] s_rows = [3, 1, 1, 1, 0, 2, 0, 0];

    // sqrt(SPE/|x|^2) for the line y = x: (1,-1) of (3,1); nothing of (1,1); (-1,1) of (0,2); undefined at the mean.
    private static readonly float[] s_outputs = [MathF.Sqrt(2f / 10), 0, MathF.Sqrt(2f / 4), float.NaN];

    private static TrainedModel Model(float[] outputs, int columns = 2)
    {
        var set = new TrainingSet("line", ["x", "y"], new float[] { -1, -1, 1, 1 });
        var kernel = SubspaceKernel.FromBasis(set, [0, 0], [1, 1], [0, 0], [[0.70710678f, 0.70710678f]]);
        return new("line", [.. Enumerable.Range(0, columns).Select(i => $"c{i}")], default, kernel.ToBytes(),
            new ModelProbe(2, s_rows, outputs).ToBytes());
    }

    [Fact]
    public void Verify_OutputsOfTheFormula_Pass() => KernelCheck.Verify(Model(s_outputs));

    [Theory]
    [InlineData(0, 1.002f)]
    [InlineData(2, 0.99f)]
    public void Verify_OutputOffByMoreThanATenthOfAPercent_NamesTheModelAndTheRow(int row, float factor)
    {
        float[] outputs = [.. s_outputs];
        // Above the absolute tolerance at every one of these rows.
        outputs[row] *= factor > 1 ? 1 + (10 * (factor - 1)) : factor;
        var e = Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(outputs)));
        Assert.Contains("model 'line'", e.Message);
        Assert.Contains($"row {row} ", e.Message);
    }

    // Of (1,1) nothing is left: ML.NET gives what its components lack in being orthogonal.
    [Theory]
    [InlineData(0.0045f, true)]
    [InlineData(0.007f, false)]
    public void Verify_RowWithinTheSubspace_MayDifferByRounding(float output, bool passes)
    {
        float[] outputs = [.. s_outputs];
        outputs[1] = output;
        var error = Record.Exception(() => KernelCheck.Verify(Model(outputs)));
        Assert.Equal(passes, error is null);
    }

    [Fact]
    public void Verify_NothingToCompare_Fails() =>
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model([float.NaN, float.NaN, float.NaN, 0])));

    [Fact]
    public void Verify_OtherWidth_Fails() =>
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(s_outputs, columns: 3)));

    [Fact]
    public void Verify_KernelWithoutProbe_Fails() =>
        Assert.Throws<InvalidDataException>(() => KernelCheck.Verify(Model(s_outputs) with { Probe = default }));

    [Fact]
    public void Verify_NoKernel_Passes() => KernelCheck.Verify(Model(s_outputs) with { Kernel = default });

    [Fact]
    public void ModelProbe_EveryByteCutOff_IsRefused()
    {
        byte[] bytes = new ModelProbe(2, s_rows, s_outputs).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => ModelProbe.FromBytes(bytes.AsSpan(0, length)));
    }
}
