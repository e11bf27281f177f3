using CraneAnomaly.Detectors.Markov;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Markov;

public class MarkovDetectorTests
{
    [Fact]
    public void Score_DepthZero_IsWittenBellByHand()
    {
        var detector = new MarkovDetector(new() { Depth = 0, MinimumEvents = 1 });
        foreach (ulong key in (ulong[])[1, 1, 1, 2]) detector.Learn(Event(key));

        // Four events, two different: (count + 2 x 1/3) / (4 + 2).
        Assert.Equal(-Math.Log2((3 + 2 / 3.0) / 6), detector.Score(Event(1)), 12);
        Assert.Equal(-Math.Log2((1 + 2 / 3.0) / 6), detector.Score(Event(2)), 12);
        Assert.Equal(-Math.Log2(2 / 3.0 / 6), detector.Score(Event(9)), 12);
    }

    [Fact]
    public void Score_DepthOne_BacksOffByHand()
    {
        var detector = new MarkovDetector(new() { Depth = 1, MinimumEvents = 1 });
        foreach (ulong key in (ulong[])[1, 2, 1, 2, 1, 3]) Learn(detector, key);
        detector.ResetContext();
        detector.Advance(Event(1));

        // Shortest context: six events, three different. After 1: three events (2 2 3), two different.
        double two = (2 + 3 / 4.0) / 9, three = (1 + 3 / 4.0) / 9;
        Assert.Equal(-Math.Log2((2 + 2 * two) / 5), detector.Score(Event(2)), 12);
        Assert.Equal(-Math.Log2((1 + 2 * three) / 5), detector.Score(Event(3)), 12);
    }

    [Fact]
    public void Score_Probabilities_SumToOne()
    {
        var detector = new MarkovDetector(new() { Depth = 3, MinimumEvents = 1 });
        for (uint i = 0, state = 7; i < 2_000; i++)
        {
            state = state * 1_664_525 + 1_013_904_223;
            Learn(detector, state >> 29);
        }

        double sum = 0;
        for (ulong key = 0; key < 8; key++) sum += Math.Pow(2, -detector.Score(Event(key)));
        Assert.Equal(1, sum + Math.Pow(2, -detector.Score(Event(99))), 9);
    }

    [Fact]
    public void Score_Drift_RisesWhenEventsGetLessPredictableTogether()
    {
        var detector = new MarkovDetector(new() { Readout = MarkovReadout.Drift });
        uint state = 7;
        for (uint i = 0; i < 4_000; i++) Learn(detector, Next(rarelyOther: 16));
        double usual = Most(200, rarelyOther: 16), changed = Most(200, rarelyOther: 2);
        Assert.True(changed > 2 * usual, $"{usual} {changed}");

        double Most(int events, uint rarelyOther)
        {
            double most = 0;
            for (int i = 0; i < events; i++)
            {
                ulong key = Next(rarelyOther);
                most = Math.Max(most, detector.Score(Event(key)));
                detector.Advance(Event(key));
            }

            return most;
        }

        ulong Next(uint rarelyOther)
        {
            state = state * 1_664_525 + 1_013_904_223;
            return (state >> 16) % rarelyOther == 0 ? (state >> 24) % 4 : 0;
        }
    }

    private static void Learn(MarkovDetector detector, ulong key)
    {
        detector.Learn(Event(key));
        detector.Advance(Event(key));
    }

    private static Observation Event(ulong key) => new() { Stream = new(0, 1), Key = new(key, 1) };
}
