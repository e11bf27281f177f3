using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>What each value is asked, in units of the range that was learned: how new it is at this time of day (or, where a
/// day is not known, after the values before), itself, its step, the mean and spread of the last 24, the drift.</summary>
internal sealed class ValueStatistics(double low, double range, ContextMemory memory, DriftSums sums)
{
    public const int Novelty = 0, Level = 1, Step = 2, Mean = 3, Spread = 4, Drift = 5;

    /// <summary>How many there are.</summary>
    public const int Count = 6;

    /// <summary>Values of a window.</summary>
    public const int Window = 24;

    private const long DayNs = 86_400_000_000_000;

    // Beyond so many ranges nothing is told apart: squares of it still are numbers.
    private const double Farthest = 1e18;

    private DriftSums _sums = sums;
    private Recent _recent;
    private double _last;

    /// <summary>Values seen.</summary>
    public long Rows { get; private set; }

    /// <summary>The time of day in parts of 65,536; -1 when it is unknown.</summary>
    public static int PhaseOf(long timestampNs) => timestampNs == long.MinValue
        ? -1
        : (int)((timestampNs % DayNs + DayNs) % DayNs * 65_536 / DayNs);

    /// <summary>A value in units of the learned range.</summary>
    public static double Scale(double value, double low, double range) =>
        Math.Clamp((value - low) / range, -Farthest, Farthest);

    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="phase">Its time of day, by <see cref="PhaseOf"/>.</param>
    /// <param name="statistics">Becomes the answers; NaN of those that need more values before.</param>
    public void Take(double value, int phase, Span<double> statistics)
    {
        double scaled = Scale(value, low, range);
        statistics[Novelty] = memory.ByDay ? memory.Meet((float)scaled, phase) : memory.Meet(Shingle(scaled));
        statistics[Level] = scaled;
        statistics[Step] = Rows > 0 ? Math.Abs(scaled - _last) : double.NaN;
        statistics[Drift] = _sums.Add(scaled);
        _recent[(int)(Rows % Window)] = _last = scaled;
        Rows++;
        (statistics[Mean], statistics[Spread]) = Rows >= Window ? MeanAndSpread() : (double.NaN, double.NaN);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteDouble(low);
        writer.WriteDouble(range);
        writer.WriteInt32(memory.ByDay ? 1 : 0);
        memory.Save(writer);
        _sums.Save(writer);
        writer.WriteInt64(Rows);
        writer.WriteDouble(_last);
        foreach (double value in _recent) writer.WriteDouble(value);
    }

    public static ValueStatistics Load(ref StateReader reader)
    {
        double low = reader.ReadDouble(), range = reader.ReadDouble();
        if (!(range > 0)) throw reader.Damaged("a range is not above 0");
        var memory = new ContextMemory(reader.ReadInt32() != 0);
        memory.Load(ref reader);
        var statistics = new ValueStatistics(low, range, memory, DriftSums.Load(ref reader)) { Rows = reader.ReadInt64() };
        if (statistics.Rows < 0) throw reader.Damaged("a count is below 0");
        statistics._last = ReadScaled(ref reader);
        foreach (ref double value in statistics._recent) value = ReadScaled(ref reader);
        return statistics;
    }

    private static double ReadScaled(ref StateReader reader)
    {
        double scaled = reader.ReadDouble();
        return Math.Abs(scaled) <= Farthest ? scaled : throw reader.Damaged("a value is out of its bounds");
    }

    // The squares of the differences of four values weigh as much as one.
    private Vector128<float> Shingle(double scaled) => 0.5f * Vector128.Create(
        (float)scaled, (float)Before(1, scaled), (float)Before(2, scaled), (float)Before(3, scaled));

    private double Before(int ago, double otherwise) => Rows < ago ? otherwise : _recent[(int)((Rows - ago) % Window)];

    private (double Mean, double Spread) MeanAndSpread()
    {
        double sum = 0, squares = 0;
        foreach (double value in _recent) sum += value;
        double mean = sum / Window;
        foreach (double value in _recent) squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / Window));
    }

    [InlineArray(Window)]
    private struct Recent
    {
        private double _first;
    }
}
