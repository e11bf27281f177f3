using System.Runtime.Intrinsics;
using CraneAnomaly.Detectors.Series.Univariate;

namespace CraneAnomaly.Tests.Detectors.Series.Univariate;

public class ContextMemoryTests
{
    [Fact]
    public void Meet_ByDay_IsTheNearestOfAllThatWasMet()
    {
        // A plain list of all points, searched one by one, as long as nothing has to go.
        var memory = new ContextMemory(byDay: true);
        var known = new List<(double Value, double Phase)>();
        var draw = new Random(1);
        for (int i = 0; i < 3_000; i++)
        {
            (float value, int phase) = (draw.NextSingle(), draw.Next(65_536));
            double least = known.Count == 0 ? 0 : known.Min(point => Distance(point, value, phase));
            double met = memory.Meet(value, phase);
            Assert.Equal(least, met, 0.003);
            if (known.Count == 0 || met > ContextMemory.Vigilance) known.Add((value, phase));
        }

        Assert.InRange(known.Count, 100, 704);

        static double Distance((double Value, double Phase) point, double value, int phase)
        {
            double apart = Math.Abs(point.Phase - phase);
            double angle = Math.PI / 32_768 * Math.Min(apart, 65_536 - apart);
            return Math.Sqrt((point.Value - value) * (point.Value - value) + 0.25 * angle * angle);
        }
    }

    [Fact]
    public void Meet_WhenFull_ForgetsWhatWasNotMetForLongest()
    {
        var memory = new ContextMemory(byDay: false);
        for (int i = 0; i < 352; i++) memory.Meet(Vector128.Create((float)(i % 16), i / 16, 0, 0));
        Assert.Equal(0, memory.Meet(Vector128.Create(0f, 0, 0, 0)));
        memory.Meet(Vector128.Create(0f, 1_000, 0, 0));
        Assert.Equal(0, memory.Meet(Vector128.Create(0f, 0, 0, 0)));
        Assert.Equal(1, memory.Meet(Vector128.Create(1f, 0, 0, 0)), 6);
    }

    [Fact]
    public void Meet_WithoutATime_ComparesTheValueAlone()
    {
        var memory = new ContextMemory(byDay: true);
        for (int hour = 0; hour < 24; hour++) memory.Meet(hour, hour * 65_536 / 24);
        Assert.Equal(0, memory.Meet(7, -1));
        Assert.Equal(0.5, memory.Meet(7.5f, -1), 6);
        Assert.Equal(0.5, memory.Meet(7.5f, -1), 6);
    }

    [Fact]
    public void PhaseOf_AnyTime_IsWithinTheDay()
    {
        const long hourNs = 3_600_000_000_000;
        Assert.Equal(-1, ValueStatistics.PhaseOf(long.MinValue));
        Assert.Equal(65_536 / 4, ValueStatistics.PhaseOf(6 * hourNs));
        Assert.Equal(3 * 65_536 / 4, ValueStatistics.PhaseOf(-6 * hourNs));
        Assert.InRange(ValueStatistics.PhaseOf(long.MaxValue), 0, 65_535);
        Assert.InRange(ValueStatistics.PhaseOf(long.MinValue + 1), 0, 65_535);
    }
}
