using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Tests.Detectors.Motion.Profiles;

public class MoveRowTests
{
    private readonly MoveRow _row = new();
    private readonly double[] _values = new double[2];

    [Fact]
    public void Features_OfOneMove_AreOneRow_InTheirBounds()
    {
        Take(MotionFeature.RampUp, 0.1);
        Take(MotionFeature.DeadTime, 0.3);

        Assert.True(_row.TryFill([(int)MotionFeature.RampUp, (int)MotionFeature.DeadTime], _values));
        double ramp = MotionTrait.Of(MotionFeature.RampUp).Indifferent, dead = MotionTrait.Of(MotionFeature.DeadTime).Indifferent;
        Assert.Equal(0.1 / ramp, _values[0], 0.2);
        Assert.Equal(0.3 / dead, _values[1], 0.2);
        Assert.Equal(0.1, _row[(int)MotionFeature.RampUp].Slower, 1e-9);
    }

    [Fact]
    public void Feature_ThatIsMissing_LeavesNoRow()
    {
        Take(MotionFeature.RampUp, 0.1);

        Assert.False(_row.TryFill([(int)MotionFeature.RampUp, (int)MotionFeature.DeadTime], _values));
    }

    [Fact]
    public void AnotherMove_BeginsAnew()
    {
        Take(MotionFeature.RampUp, 0.1);
        Take(MotionFeature.DeadTime, 0.3, startNs: 2);

        Assert.Equal(1 << (int)MotionFeature.DeadTime, _row.Known);
    }

    [Fact]
    public void SpeedLimit_PapersAlone_AndContextHardlySeen_LeaveAFeatureOut()
    {
        Take(MotionFeature.Clamp, 0.1, limit: 0.8);
        Take(MotionFeature.Plateau, 0.1, count: 0);
        Take(MotionFeature.Tracking, 0.1, doubt: 0.05);

        Assert.Equal(0, _row.Known);
    }

    [Theory]
    [InlineData(true, 0.7, 0.7)]
    [InlineData(true, 0.6, 2.0, -3.0)]
    [InlineData(false, 3.0, 0.5)]
    [InlineData(false, -1.0, -1.0, 0.9)]
    public void Slower_IsWhatChangedInTwoFeatures(bool is2, params double[] row) => Assert.Equal(is2, MoveRow.IsSlower(row));

    private void Take(MotionFeature feature, double slower, long startNs = 1, double limit = double.NaN, int count = 200, double doubt = 0)
    {
        var observation = new MotionObservation { Feature = feature, StartNs = startNs, SpeedLimit = limit, Slowness = 1 + slower };
        var expected = new Expected(1, 0.001, count) { Doubt = doubt };
        _row.Take(observation, expected, MotionDeviation.Of(observation, expected));
    }
}
