using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Intervals;

public class IntervalDetectorTests
{
    private const long Second = 1_000_000_000;

    private static readonly ExactKey s_stream = new(0, 1);
    private static readonly ExactKey s_key = new(0, 2);

    [Fact]
    public void ScoreSilence_RegularPolling_RisesAfterTheLongestGap()
    {
        var detector = Learned(200, i => (i % 2 == 0 ? 10 : 11) * Second, out long last);
        Assert.Equal(0, detector.ScoreSilence(s_stream, last + 11 * Second));
        double late = detector.ScoreSilence(s_stream, last + 13 * Second);
        double later = detector.ScoreSilence(s_stream, last + 20 * Second);
        Assert.True(late > 0 && later > 3 && later > late, $"{late} {later}");
        Assert.Equal(later, detector.ScoreSilence(s_stream, s_key, last + 20 * Second));
        Assert.Equal(later, detector.Score(Event(last + 20 * Second)));
    }

    [Fact]
    public void ScoreSilence_VolleysWithFewPauses_IsJudgedByThePauses()
    {
        // Thirty events within milliseconds, then a pause of a second: three gaps in a hundred are pauses.
        var detector = Learned(3_000, i => i % 31 == 30 ? Second : Second / 1_000 + i % 7 * 1_000, out long last);
        Assert.True(detector.ScoreSilence(s_stream, last + 3 * Second) > 2);
    }

    [Fact]
    public void Score_FarTooFast_IsHigh()
    {
        var detector = Learned(200, i => (10 + i % 3) * Second, out long last);
        Assert.Equal(0, detector.Score(Event(last + 10 * Second)));
        Assert.True(detector.Score(Event(last + Second / 10)) > 5);
        Assert.Equal(0, detector.ScoreSilence(s_stream, last + Second / 10));
    }

    [Fact]
    public void Score_TimeThatRanBack_IsNoGap()
    {
        var detector = Learned(100, _ => Second, out long last);
        Assert.Equal(0, detector.Score(Event(last - 50 * Second)));
        detector.Advance(Event(last - 50 * Second));
        Assert.Equal(0, detector.Score(Event(last + Second)));
    }

    [Fact]
    public void ResetContext_EarlierOrLaterTime_MeasuresNoGapAcross()
    {
        var detector = Learned(100, _ => Second, out long last);
        detector.ResetContext(s_stream);
        Assert.Equal(0, detector.ScoreSilence(s_stream, last + 1_000 * Second));
        Assert.Equal(0, detector.ScoreSilence(s_stream, s_key, last + 1_000 * Second));
        detector.Advance(Event(0));
        Assert.True(detector.ScoreSilence(s_stream, 100 * Second) > 3);
        detector.ResetContext();
        Assert.Equal(0, detector.ScoreSilence(s_stream, s_key, 100 * Second));
    }

    [Fact]
    public void Learned_ManyGaps_AreWithinTheStatedError()
    {
        var detector = Learned(10_000, i => (i * 7_919L % 10_000 + 1) * 1_000_000, out _);
        var gaps = detector.Learned(s_stream);
        Assert.Equal((9_999, 1_000_000, 10_000_000_000), (gaps.Count, gaps.Shortest, gaps.Longest));
        Assert.InRange(gaps.Median, 5_000_000_000 * 0.95, 5_000_000_000 * 1.06);
        Assert.Equal(gaps, detector.Learned(detector.StreamAt(0), s_key));
    }

    [Fact]
    public void Learn_MoreGapsThanACountHolds_ForgetsNone()
    {
        var detector = Learned(150_000, i => i == 5 ? 50 * Second : Second, out long last);
        var gaps = detector.Learned(s_stream);
        Assert.Equal((149_999, 50 * Second), (gaps.Count, gaps.Longest));
        Assert.InRange(gaps.Median, Second * 95 / 100, Second * 105 / 100);
        Assert.Equal(0, detector.ScoreSilence(s_stream, last + 50 * Second));
    }

    private static IntervalDetector Learned(int events, Func<int, long> gap, out long last)
    {
        var detector = new IntervalDetector();
        last = 1_000 * Second;
        for (int i = 0; i < events; i++)
        {
            detector.Learn(Event(last));
            detector.Advance(Event(last));
            if (i < events - 1) last += gap(i);
        }

        return detector;
    }

    private static Observation Event(long time) => new() { TimestampNs = time, Stream = s_stream, Key = s_key };
}
