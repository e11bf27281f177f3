using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.FirstSeen;

public class FirstSeenDetectorTests
{
    [Fact]
    public void Score_UnseenKey_GrowsWithHowLongNothingWasNew()
    {
        Assert.Equal(0, Learned(1_000).Score(Event(1, 3)));
        Assert.InRange(Learned(1_000).Score(Event(1, 99)), 2.9, 3.1);
        Assert.InRange(Learned(100_000).Score(Event(1, 99)), 4.9, 5.1);
    }

    [Fact]
    public void Score_StreamWhereNewThingsAreUsual_IsLow()
    {
        var detector = new FirstSeenDetector();
        for (ulong i = 0; i < 1_000; i++) detector.Learn(Event(1, i % 2 == 0 ? 0 : i));
        Assert.InRange(detector.Score(Event(1, 5_000)), 0, 0.4);
    }

    [Fact]
    public void Score_UnknownStream_TellsHowRarelyStreamsBegin()
    {
        Assert.InRange(Learned(10_000).Score(Event(2, 3)), 3.9, 4.1);
        var detector = new FirstSeenDetector();
        for (ulong i = 0; i < 10_000; i++) detector.Learn(Event(i / 10, 3));
        Assert.Equal(1, detector.Score(Event(77_777, 3)), 6);
    }

    [Fact]
    public void IsReady_TableFull_NotForWhatMayHaveBeenLearned()
    {
        var detector = new FirstSeenDetector(new() { MaxPairs = 10, MaxStreams = 2 });
        for (ulong i = 0; i < 1_000; i++) detector.Learn(Event(1, i % 20));
        Assert.True(detector.IsReady(Event(1, 3)));
        Assert.False(detector.IsReady(Event(1, 15)));
        Assert.True(detector.IsReady(Event(2, 3)));
        detector.Learn(Event(2, 3));
        detector.Learn(Event(3, 3));
        Assert.False(detector.IsReady(Event(4, 3)));
    }

    private static FirstSeenDetector Learned(int events)
    {
        var detector = new FirstSeenDetector();
        for (int i = 0; i < events; i++) detector.Learn(Event(1, (ulong)i % 10));
        return detector;
    }

    private static Observation Event(ulong stream, ulong key) => new() { Stream = new(0, stream), Key = new(key, 1) };
}
