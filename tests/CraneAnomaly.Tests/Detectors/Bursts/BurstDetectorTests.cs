using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Bursts;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Bursts;

public class BurstDetectorTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Score_NothingLearned_FindsABurstAndNotScatteredExceptions()
    {
        var detector = new BurstDetector();
        double scattered = 0, burst = 0;
        for (int i = 0; i < 20_000; i++) scattered = Math.Max(scattered, Watch(detector, i * Second / 20, i % 60 == 0));
        for (int i = 0; i < 40; i++) burst = Watch(detector, 1_000 * Second + i * Second / 20, true);
        Assert.True(scattered < 1 && burst > 5, $"{scattered} {burst}");
    }

    [Fact]
    public void Score_NotMarkedOrFew_IsZero()
    {
        var detector = new BurstDetector();
        for (int i = 0; i < 4; i++) Assert.Equal(0, Watch(detector, i, true));
        Assert.True(Watch(detector, 5, true) > 0);
        Assert.Equal(0, Watch(detector, 6, false));
    }

    [Fact]
    public void Score_StreamThatAlwaysFails_CalibratesItself()
    {
        var detector = new BurstDetector();
        double early = 0, late = 0;
        for (int i = 0; i < 40_000; i++)
        {
            double score = Watch(detector, i * Second / 10, i % 3 == 0);
            if (i < 1_000) early = Math.Max(early, score);
            if (i > 10_000) late = Math.Max(late, score);
        }

        Assert.True(early > 5 && late < 1, $"{early} {late}");
    }

    [Fact]
    public void Usual_Learned_IsTheLearnedShareWhateverCameLater()
    {
        var detector = new BurstDetector();
        for (int i = 0; i < 100_000; i++) detector.Learn(Event(i * Second / 10, i % 1_000 == 0));
        double usual = detector.Usual(new(0, 1));
        Assert.InRange(usual, 0.0010, 0.0011);
        for (int i = 0; i < 10_000; i++) Watch(detector, 10_000 * Second + i * Second, true);
        Assert.Equal(usual, detector.Usual(new(0, 1)));
    }

    [Theory]
    [InlineData(100, 1, 0)]
    [InlineData(100, 3, 1)]
    [InlineData(6_000, 1, 0)]
    [InlineData(6_000, 2, 1)]
    public void Score_RefusedSteadilyWhileLearning_IsNoBurst(int events, int each, int burst)
    {
        // One minute of refusals (or of some) among hours without: little of the whole, and normal all the same.
        var detector = new BurstDetector();
        for (int i = 0; i < 50_000; i++) LearnAndPass(detector, i * Second, false);
        for (int i = 0; i < events; i++) LearnAndPass(detector, 60_000 * Second + i * 60 * Second / events, i % each == 0);
        double score = 0;
        for (int i = 0; i < events; i++)
            score = Math.Max(score, Watch(detector, 90_000 * Second + i * 60 * Second / events, true));

        Assert.Equal(burst == 1, score > 5);
    }

    [Fact]
    public void ResetContext_BeforeAnEarlierCapture_CountsItsEventsAlone()
    {
        var detector = new BurstDetector();
        for (int i = 0; i < 100; i++) Watch(detector, 1_000 * Second + i, i % 2 == 0);
        detector.ResetContext();
        Watch(detector, Second, true);
        detector.Window(Event(2 * Second, false), out long events, out long marked);

        Assert.Equal((2, 1), (events, marked));
    }

    [Fact]
    public void Load_OfWhatWasSaved_KnowsTheWorstWindow()
    {
        var detector = new BurstDetector();
        for (int i = 0; i < 200; i++) LearnAndPass(detector, i * Second / 10, i % 2 == 0);
        double usual = detector.Usual(new(0, 1));
        var state = new ArrayBufferWriter<byte>();
        detector.Save(new StateWriter(state));
        var reader = new StateReader(state.WrittenSpan);

        Assert.InRange(usual, 0.4, 0.9);
        Assert.Equal(usual, BurstDetector.Load(ref reader).Usual(new(0, 1)));
    }

    [Fact]
    public void Window_TimeGoesBy_Forgets()
    {
        var detector = new BurstDetector();
        for (int i = 0; i < 10; i++) Watch(detector, i * Second, true);
        detector.Window(Event(10 * Second, false), out long events, out long marked);
        Assert.Equal((11, 10), (events, marked));
        detector.Window(Event(200 * Second, false), out events, out marked);
        Assert.Equal((1, 0), (events, marked));
    }

    private static void LearnAndPass(BurstDetector detector, long time, bool marked)
    {
        detector.Learn(Event(time, marked));
        detector.Advance(Event(time, marked));
    }

    private static double Watch(BurstDetector detector, long time, bool marked)
    {
        double score = detector.Score(Event(time, marked));
        detector.Advance(Event(time, marked));
        return score;
    }

    private static Observation Event(long time, bool marked) =>
        new() { TimestampNs = time, Stream = new(0, 1), Key = new(0, 2), Values = marked ? s_marked : s_unmarked };

    private static readonly double[] s_marked = [1];
    private static readonly double[] s_unmarked = [0];
}
