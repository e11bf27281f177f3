using System.Numerics;

namespace CraneAnomaly.Detectors.ValueEnvelope;

/// <summary>
/// Whether the values in one place count: one after the other they differ by the same small step, and begin anew where
/// a counter of some size ends. Heartbeats, sequence numbers and cycle counters do; a set point does not.
/// </summary>
internal struct CountingSteps : IStateValue<CountingSteps>
{
    /// <summary>Steps that have to be seen before anything is called a counter.</summary>
    private const int LeastSteps = 20;

    /// <summary>One in so many may be something else: a write that was lost, a restart.</summary>
    private const int OneOther = 20;

    /// <summary>The greatest step of a counter, and the smallest number of values it goes through.</summary>
    private const double MostPerStep = 16, LeastCycle = 16;

    /// <summary>No register counts further.</summary>
    private const double MostCycle = 1e16;

    private double _last;
    private double _step;
    private long _steps;
    private long _balance;

    public static int MinimumBytes => 32;

    public static CountingSteps Read(ref StateReader reader)
    {
        var read = new CountingSteps
        {
            _last = reader.ReadDouble(),
            _step = reader.ReadDouble(),
            _steps = TableState.ReadNonNegative(ref reader),
            _balance = TableState.ReadNonNegative(ref reader),
        };
        return read._balance <= read._steps ? read : throw reader.Damaged("learned steps contradict each other");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(_last);
        writer.WriteDouble(_step);
        writer.WriteInt64(_steps);
        writer.WriteInt64(_balance);
    }

    /// <summary>Whether nearly all of the changes between so many values were steps.</summary>
    public readonly bool IsCounter(long values) =>
        _step != 0 && Math.Abs(_step) <= MostPerStep && _steps >= LeastSteps && (values - 1 - _steps) * OneOther <= _steps;

    /// <summary>Takes the next value, in least steps.</summary>
    public void Add(double value, bool isFirst)
    {
        double change = Math.Clamp(value - _last, -Envelope.Largest, Envelope.Largest);
        _last = value;
        if (isFirst) return;
        if (change == _step || IsWrap(change))
        {
            _steps++;
            _balance++;
            return;
        }

        // The step that most changes have outlasts all others (Boyer and Moore 1981, MJRTY).
        if (_balance > 0) _balance--;
        else (_step, _steps, _balance) = (change, 1, 1);
    }

    // A counter of 2^n or 10^n values, which may leave out 0 or its last.
    private readonly bool IsWrap(double change)
    {
        double cycle = Math.Abs(change - _step);
        if (Math.Abs(_step) > MostPerStep || change * _step >= 0 || cycle < LeastCycle || cycle > MostCycle) return false;
        for (long size = (long)cycle - 1; size <= (long)cycle + 1; size++)
        {
            if (BitOperations.IsPow2(size) || IsPowerOfTen(size)) return true;
        }

        return false;
    }

    private static bool IsPowerOfTen(long size)
    {
        while (size % 10 == 0) size /= 10;
        return size == 1;
    }
}
