using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Subspace;

public class SubspaceDetectorTests
{
    private static SubspaceDetector Make()
    {
        var set = new TrainingSet("line", ["x", "y"], new float[] { -1, -1, 1, 1 });
        return new(SubspaceKernel.FromBasis(set, [0, 0], [1, 1], [0, 0], [[0.70710678f, 0.70710678f]]));
    }

    [Theory]
    [InlineData(new double[] { 1, 2 }, true)]
    [InlineData(new double[] { 1, 2, double.NaN }, true)]
    [InlineData(new double[] { 1 }, false)]
    [InlineData(new double[] { 1, double.NaN }, false)]
    [InlineData(new double[] { double.PositiveInfinity, 0 }, false)]
    public void IsReady_NeedsAWholeFiniteRow(double[] values, bool expected) =>
        Assert.Equal(expected, Make().IsReady(new Observation { Values = values }));

    [Fact]
    public void Score_IsTheGreaterExceedance()
    {
        var detector = Make();
        var across = new Observation { Values = [1, -1] };
        var along = new Observation { Values = [50, 50] };
        Assert.Equal(detector.Readouts(across).SpeExceedance, detector.Score(across));
        Assert.Equal(detector.Readouts(along).T2Exceedance, detector.Score(along));
        Assert.True(detector.Score(across) > 1 && detector.Score(along) > 1);
    }

    [Fact]
    public void Learn_Anything_LeavesTheReference()
    {
        var detector = Make();
        var strange = new Observation { Values = [9, -9] };
        double before = detector.Score(strange);
        for (int i = 0; i < 100; i++)
        {
            detector.Learn(strange);
            detector.Advance(strange);
        }

        Assert.Equal(before, detector.Score(strange));
    }

    [Fact]
    public void Save_Load_GivesTheSameScores()
    {
        var output = new ArrayBufferWriter<byte>();
        Make().Save(new StateWriter(output));
        var reader = new StateReader(output.WrittenSpan);
        var restored = SubspaceDetector.Load(ref reader);
        Assert.Equal(0, reader.Remaining);
        var row = new Observation { Values = [3, 1] };
        Assert.Equal(Make().Score(row), restored.Score(row));
    }

    [Fact]
    public void Constructor_ModelWithoutKernel_IsRefused() =>
        Assert.Throws<InvalidDataException>(() =>
            new SubspaceDetector(new TrainedModel("m", ["x"], new byte[1], default, default)));
}
