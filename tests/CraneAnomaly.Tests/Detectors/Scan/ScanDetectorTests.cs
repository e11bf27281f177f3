using CraneAnomaly.Detectors.Scan;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Scan;

public class ScanDetectorTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Score_NothingLearned_FindsAScanAndNotAPoller()
    {
        var poller = new ScanDetector();
        double highest = 0;
        for (int i = 0; i < 20_000; i++) highest = Math.Max(highest, Watch(poller, i * Second / 50, (ulong)i % 60));
        Assert.Equal(0, highest);

        var scan = new ScanDetector();
        double score = 0;
        for (int i = 0; i < 250; i++) score = Watch(scan, i * Second / 20, (ulong)i);
        Assert.True(score > 10, $"{score}");
    }

    [Fact]
    public void Score_LearnedSource_IsJudgedByItself()
    {
        var detector = new ScanDetector();
        for (int i = 0; i < 2_000; i++)
        {
            detector.Learn(Event(i * Second, (ulong)i % 4));
            Watch(detector, i * Second, (ulong)i % 4);
        }

        Assert.Equal(4, detector.Usual(new(0, 1)));
        double score = 0;
        for (int i = 0; i < 40; i++) score = Watch(detector, 2_000 * Second + i, 100 + (ulong)i);
        Assert.True(score > 3, $"{score}");
    }

    [Fact]
    public void Distinct_MoreThanIsHeldExactly_IsEstimated()
    {
        var detector = new ScanDetector();
        for (int i = 0; i < 5_000; i++) Watch(detector, i * 1_000L, (ulong)i % 500);
        Assert.InRange(detector.Distinct(Event(5_000_000, 3)), 450, 550);
    }

    [Fact]
    public void Distinct_WindowGoesBy_Forgets()
    {
        var detector = new ScanDetector();
        for (int i = 0; i < 20; i++) Watch(detector, i * Second, (ulong)i);
        Assert.Equal(20, detector.Distinct(Event(20 * Second, 0)));
        Assert.Equal(11, detector.Distinct(Event(69 * Second + 1, 77)));
        Assert.Equal(1, detector.Distinct(Event(500 * Second, 77)));

        for (int i = 0; i < 500; i++) Watch(detector, 600 * Second + i, (ulong)i);
        Assert.Equal(1, detector.Distinct(Event(700 * Second, 77)));
    }

    [Fact]
    public void Score_SourceThatAlwaysReadsMuch_CalibratesItself()
    {
        var detector = new ScanDetector();
        double early = 0, late = 0;
        for (int i = 0; i < 60_000; i++)
        {
            double score = Watch(detector, i * Second / 10, (ulong)i % 400);
            if (i < 1_000) early = Math.Max(early, score);
            if (i > 3_000) late = Math.Max(late, score);
        }

        Assert.True(early > 5 && late < 1, $"{early} {late}");
    }

    private static double Watch(ScanDetector detector, long time, ulong target)
    {
        double score = detector.Score(Event(time, target));
        detector.Advance(Event(time, target));
        return score;
    }

    private static Observation Event(long time, ulong target) =>
        new() { TimestampNs = time, Stream = new(0, 1), Key = new(target, 9) };
}
