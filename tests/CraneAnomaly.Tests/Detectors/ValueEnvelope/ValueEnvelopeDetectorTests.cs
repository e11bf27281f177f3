using CraneAnomaly.Detectors.ValueEnvelope;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.ValueEnvelope;

public class ValueEnvelopeDetectorTests
{
    [Fact]
    public void Score_OutsideTheRange_IsTheDistanceInSpreads()
    {
        // 0 to 100 and back: mean 50, mean distance from it 25.
        var detector = Learned(20_000, i => i % 200 < 100 ? i % 200 : 200 - i % 200);
        Assert.Equal(0, Score(detector, 55));
        Assert.InRange(Score(detector, 200), 3.8, 4.2);
        Assert.InRange(Score(detector, -50), 1.9, 2.1);
    }

    [Fact]
    public void Score_PlaceThatNeverChanged_SpeaksUpWhenItDoes()
    {
        var detector = Learned(1_000, _ => 7);
        Assert.Equal(0, Score(detector, 7));
        Assert.Equal(3, Score(detector, 8), 9);
        Assert.Equal(493, Score(detector, 500), 9);
    }

    [Fact]
    public void Score_UnseenModeBetweenKnownOnes_IsNew()
    {
        var detector = Learned(1_000, i => i % 2 == 0 ? 1 : 100);
        Assert.Equal(Math.Log10(500), Score(detector, 50), 9);
        Assert.Equal(2, detector.Learned(new(0, 1), new(0, 2)).Distinct);
    }

    [Fact]
    public void Score_ManyValues_NamesTheOneThatIsWrong()
    {
        var detector = new ValueEnvelopeDetector();
        for (int i = 0; i < 100; i++) detector.Learn(Event([i % 10, 5, double.NaN]));
        Assert.True(detector.Score(Event([3, 6, 1e9]), out int slot) > 0);
        Assert.Equal(1, slot);
        Assert.False(detector.IsReady(Event([])));
        Assert.False(detector.IsReady(new() { Stream = new(0, 1), Key = new(0, 3), Values = new double[] { 1 } }));
    }

    [Fact]
    public void Learn_OneWildValue_WidensTheRangeAndHardlyTheSpread()
    {
        var detector = Learned(1_000, i => i % 20);
        double spread = detector.Learned(new(0, 1), new(0, 2)).Spread;
        detector.Learn(Event([1e300]));
        var learned = detector.Learned(new(0, 1), new(0, 2));
        Assert.Equal(1e300, learned.High);
        Assert.InRange(learned.Spread, spread, spread * 1.05);
    }

    private static ValueEnvelopeDetector Learned(int count, Func<int, double> value)
    {
        var detector = new ValueEnvelopeDetector();
        for (int i = 0; i < count; i++) detector.Learn(Event([value(i)]));
        return detector;
    }

    private static double Score(ValueEnvelopeDetector detector, double value) => detector.Score(Event([value]));

    private static Observation Event(double[] values) => new() { Stream = new(0, 1), Key = new(0, 2), Values = values };
}
