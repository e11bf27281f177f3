using System.Buffers;
using CraneAnomaly.Detectors;
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

    [Theory]
    [InlineData(1, 10_000, 0)]
    [InlineData(1, 256, 0)]
    [InlineData(1, 9_999, 1)]
    [InlineData(2, 65_536, 0)]
    [InlineData(-1, 65_536, 0)]
    public void Score_CounterLearnedInPart_IsNotUnusualAnywhere(int step, int cycle, int first)
    {
        // A minute of a heartbeat: of some, the end was not seen.
        var detector = Learned(60, i => Counter(i, step, cycle, first));

        Assert.True(detector.Learned(new(0, 1), new(0, 2)).IsCounter);
        for (int i = 60; i < 2 * cycle; i++) Assert.Equal(0, Score(detector, Counter(i, step, cycle, first)));
        // A step left out, or the counter begun anew, is nothing by itself.
        Assert.Equal(0, Score(detector, 9_000));
        Assert.Equal(0, Score(detector, 0));
    }

    [Fact]
    public void Score_CounterWithLostWritesAndAWrap_IsStillOne()
    {
        var detector = Learned(300, i => Counter(i + (i / 60), 1, 256, 0));

        Assert.True(detector.Learned(new(0, 1), new(0, 2)).IsCounter);
        Assert.Equal(0, Score(detector, 9_999));
    }

    [Fact]
    public void Score_CounterAfterARestOfJumps_IsFoundByItsSteps()
    {
        var detector = Learned(500, i => i < 10 ? 700 - (i * i) : i);

        Assert.True(detector.Learned(new(0, 1), new(0, 2)).IsCounter);
    }

    [Theory]
    [MemberData(nameof(NoCounters))]
    public void Score_SetPoint_IsStillCaught(string name, int[] values)
    {
        var detector = Learned(1_000, i => values[i % values.Length]);

        Assert.False(detector.Learned(new(0, 1), new(0, 2)).IsCounter, name);
        Assert.True(Score(detector, 9_999) > 3, name);
    }

    public static TheoryData<string, int[]> NoCounters() => new()
    {
        { "speeds in percent", [80, 85, 80, 95, 100, 90, 85, 100, 80, 90] },
        { "a bit that toggles", [0, 1] },
        { "a mode that goes round", [1, 2, 3, 4, 5, 6, 7, 8] },
        { "a set point that is raised and lowered step by step", [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 50 + i : 90 - i)] },
        { "a set point that is held and raised", [.. Enumerable.Range(0, 60).Select(i => 50 + (i / 3))] },
        { "great steps", [.. Enumerable.Range(0, 30).Select(i => 100 * i)] },
        { "a round that is no counter's", [.. Enumerable.Range(0, 12).Select(i => 60 + i)] },
    };

    [Fact]
    public void Load_CounterSaved_CountsOn()
    {
        var state = new ArrayBufferWriter<byte>();
        Learned(15, i => i).Save(new StateWriter(state));
        var reader = new StateReader(state.WrittenSpan);
        var loaded = ValueEnvelopeDetector.Load(ref reader);
        for (int i = 15; i < 60; i++) loaded.Learn(Event([i]));

        Assert.True(loaded.Learned(new(0, 1), new(0, 2)).IsCounter);
        Assert.Equal(0, Score(loaded, 9_999));
    }

    [Fact]
    public void Load_StateOfTheVersionBefore_SaysToLearnAgain()
    {
        var state = new ArrayBufferWriter<byte>();
        new StateWriter(state).Section("value-envelope", 1);

        var error = Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new StateReader(state.WrittenSpan);
            ValueEnvelopeDetector.Load(ref reader);
        });
        Assert.Contains("learn again", error.Message, StringComparison.Ordinal);
    }

    private static int Counter(int i, int step, int cycle, int first) => first + (int)((((long)i * step % cycle) + cycle) % cycle);

    private static ValueEnvelopeDetector Learned(int count, Func<int, double> value)
    {
        var detector = new ValueEnvelopeDetector();
        for (int i = 0; i < count; i++) detector.Learn(Event([value(i)]));
        return detector;
    }

    private static double Score(ValueEnvelopeDetector detector, double value) => detector.Score(Event([value]));

    private static Observation Event(double[] values) => new() { Stream = new(0, 1), Key = new(0, 2), Values = values };
}
