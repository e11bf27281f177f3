using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.ValueEnvelope;

/// <summary>What was learned of the values in one place.</summary>
internal struct Envelope : IStateValue<Envelope>
{
    /// <summary>Different values held by themselves: a mode or a switch has few, a measurement soon has more.</summary>
    public const int MostDistinct = 8;

    /// <summary>Larger numbers are taken as this, so that no sum overflows.</summary>
    public const double Largest = 1e300;

    /// <summary>From this many values on, one that lies far out widens the spread only a little.</summary>
    private const int BoundedFrom = 30;

    private const double BoundInSpreads = 5;

    public long Count;
    public double Low;
    public double High;
    public double Mean;
    public double Deviation;
    public int Distinct;
    private Values _values;
    private CountingSteps _steps;

    public static int MinimumBytes => 44 + CountingSteps.MinimumBytes;

    /// <summary>Whether the values count: then any value is as good as any other.</summary>
    public readonly bool IsCounter => Distinct > MostDistinct && _steps.IsCounter(Count);

    public static Envelope Read(ref StateReader reader)
    {
        var envelope = new Envelope
        {
            Count = TableState.ReadNonNegative(ref reader),
            Low = reader.ReadDouble(),
            High = reader.ReadDouble(),
            Mean = reader.ReadDouble(),
            Deviation = TableState.ReadNonNegativeDouble(ref reader),
            Distinct = TableState.ReadIn(ref reader, 0, MostDistinct + 1),
        };
        for (int i = 0; i < Math.Min(envelope.Distinct, MostDistinct); i++) envelope._values[i] = reader.ReadDouble();
        envelope._steps = CountingSteps.Read(ref reader);
        bool sound = envelope.Low <= envelope.High && envelope.Low >= -Largest && envelope.High <= Largest
            && envelope.Mean >= -Largest && envelope.Mean <= Largest && envelope.Deviation <= 2 * Largest
            && envelope.Count > 0 == envelope.Distinct > 0;
        return sound ? envelope : throw reader.Damaged("learned values contradict each other");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt64(Count);
        writer.WriteDouble(Low);
        writer.WriteDouble(High);
        writer.WriteDouble(Mean);
        writer.WriteDouble(Deviation);
        writer.WriteInt32(Distinct);
        for (int i = 0; i < Math.Min(Distinct, MostDistinct); i++) writer.WriteDouble(_values[i]);
        _steps.Write(writer);
    }

    /// <summary>Whether a value, in steps, is one of the few; always when there are many.</summary>
    public readonly bool Holds(double steps)
    {
        if (Distinct > MostDistinct) return true;
        for (int i = 0; i < Distinct; i++)
        {
            if (_values[i] == steps) return true;
        }

        return false;
    }

    public void Add(double value, double leastStep)
    {
        double steps = Math.Round(value / leastStep);
        if (!Holds(steps))
        {
            if (Distinct < MostDistinct) _values[Distinct] = steps;
            Distinct++;
        }

        _steps.Add(Math.Clamp(steps, -Largest, Largest), Count == 0);
        (Low, High) = Count == 0 ? (value, value) : (Math.Min(Low, value), Math.Max(High, value));
        if (Count == 0) Mean = value;
        Count++;
        double delta = value - Mean;
        if (Count > BoundedFrom)
        {
            double bound = BoundInSpreads * Math.Max(Deviation, leastStep);
            delta = Math.Clamp(delta, -bound, bound);
        }

        Mean += delta / Count;
        Deviation += (Math.Abs(delta) - Deviation) / Count;
    }

    [InlineArray(MostDistinct)]
    internal struct Values
    {
        private double _first;
    }
}
