using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Features;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.NGrams;

public class NGramDetectorTests
{
    [Fact]
    public void ShortestUnseen_KnownThingsInNewOrder_IsTheLengthThatIsNew()
    {
        // Learned: 1 2 3 4 ... and 5 2 3 6 ...: after 1 2 3 comes 4, so that 1 2 3 6 is new only as four.
        var detector = new NGramDetector();
        for (int i = 0; i < 200; i++) Learn(detector, 1, [1, 2, 3, 4, 5, 2, 3, 6]);
        Assert.Equal([0, 0, 0, 4], Watch(detector, 1, [1, 2, 3, 6]));
        detector.ResetContext();
        Assert.Equal([0, 2], Watch(detector, 1, [1, 3]));
        detector.ResetContext();
        Assert.Equal([0, 0, 1], Watch(detector, 1, [1, 2, 9]));
    }

    [Fact]
    public void Score_ShorterUnseenSequence_IsHigher()
    {
        var detector = new NGramDetector();
        for (int i = 0; i < 200; i++) Learn(detector, 1, [1, 2, 3, 4, 5, 2, 3, 6]);
        Watch(detector, 1, [1, 2, 3]);
        double four = detector.Score(Event(1, 6)), two = detector.Score(Event(1, 1)), one = detector.Score(Event(1, 9));
        Assert.True(0 < four && four < two && two < one, $"{four} {two} {one}");
    }

    [Fact]
    public void Score_AfterAnEventNeverLearned_DoesNotEcho()
    {
        var detector = new NGramDetector();
        for (int i = 0; i < 200; i++) Learn(detector, 1, [1, 2, 3, 4]);
        Assert.Equal([0, 0, 1, 0, 0, 0], Watch(detector, 1, [1, 2, 99, 3, 4, 1]));
    }

    [Fact]
    public void Score_SequenceOfAnotherStream_IsNewOnlyWhenNotPooled()
    {
        foreach (bool perStream in (bool[])[true, false])
        {
            var detector = new NGramDetector(new() { PerStream = perStream });
            for (int i = 0; i < 200; i++)
            {
                Learn(detector, 1, [1, 2, 3, 4]);
                Learn(detector, 2, [4, 3, 2, 1]);
            }

            detector.ResetContext(new ExactKey(0, 1));
            Assert.Equal(perStream ? [0, 2, 2] : [0, 0, 0], Watch(detector, 1, [4, 3, 2]));
            Assert.Equal(!perStream, detector.IsReady(Event(3, 1)));
        }
    }

    [Fact]
    public void Score_TableFull_DoesNotCallNewWhatWasRefused()
    {
        var detector = new NGramDetector(new() { MaxGrams = 4 });
        for (int i = 0; i < 200; i++) Learn(detector, 1, [1, 2, 3, 4, 5]);
        Assert.True(detector.Refused > 0);
        Assert.Equal(0, detector.Score(Event(1, 1)));
    }

    [Fact]
    public void Load_OtherOptions_SaysSo()
    {
        byte[] state = DetectorCase.Save(new NGramDetector(new() { MaxOrder = 3 }));
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new StateReader(state);
            NGramDetector.Load(ref reader);
        });
        Assert.Contains("longest sequence 3", error.Message, StringComparison.Ordinal);
    }

    private static void Learn(NGramDetector detector, ulong stream, ulong[] keys)
    {
        foreach (ulong key in keys)
        {
            detector.Learn(Event(stream, key));
            detector.Advance(Event(stream, key));
        }
    }

    private static int[] Watch(NGramDetector detector, ulong stream, ulong[] keys)
    {
        List<int> found = [];
        foreach (ulong key in keys)
        {
            found.Add(detector.ShortestUnseen(Event(stream, key)));
            Assert.Equal(found[^1] > 0, detector.Score(Event(stream, key)) > 0);
            detector.Advance(Event(stream, key));
        }

        return [.. found];
    }

    private static Observation Event(ulong stream, ulong key) => new() { Stream = new(0, stream), Key = new(key, 1) };
}
