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
