namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// How long a value has been exactly the same, against how often and how long values repeat in this series: with a
/// chance q that a value repeats, a run that outlasts the longest known by n has the chance of q to the n.
/// </summary>
internal struct FreezeRun
{
    // Repetitions come in runs: one makes the next likelier than their share says.
    private const double LeastChance = 0.5;

    private double _last = double.NaN;
    private long _steps, _repeats;
    private int _run, _longest;

    public FreezeRun()
    {
    }

    /// <summary>Adds a value.</summary>
    /// <returns>-log10 of the chance of a run as long as that which it is in.</returns>
    public double Add(double value)
    {
        if (value == _last)
        {
            if (_run < int.MaxValue) _run++;
            int beyond = _run - _longest;
            double chance = Math.Max(LeastChance, (_repeats + 1.0) / (_steps + 2.0));
            return beyond <= 0 ? 0 : beyond * -Math.Log10(chance);
        }

        // What a run adds is known when it has ended: a sensor that hangs does not make hanging normal while it does.
        if (!double.IsNaN(_last)) _steps += _run + 1L;
        _repeats += _run;
        _longest = Math.Max(_longest, _run);
        (_run, _last) = (0, value);
        return 0;
    }

    /// <summary>Takes the run that lasts as known.</summary>
    public void Settle()
    {
        _longest = Math.Max(_longest, _run);
        _steps += _run;
        _repeats += _run;
    }

    public readonly void Save(StateWriter writer)
    {
        bool hasLast = !double.IsNaN(_last);
        writer.WriteInt32(hasLast ? 1 : 0);
        writer.WriteDouble(hasLast ? _last : 0);
        writer.WriteInt64(_steps);
        writer.WriteInt64(_repeats);
        writer.WriteInt32(_run);
        writer.WriteInt32(_longest);
    }

    public static FreezeRun Load(ref StateReader reader)
    {
        bool hasLast = reader.ReadInt32() != 0;
        double last = reader.ReadDouble();
        var run = new FreezeRun
        {
            _last = hasLast ? last : double.NaN,
            _steps = reader.ReadInt64(),
            _repeats = reader.ReadInt64(),
            _run = reader.ReadInt32(),
            _longest = reader.ReadInt32(),
        };
        return run._repeats >= 0 && run._steps >= run._repeats && run._run >= 0 && run._longest >= 0
            ? run
            : throw reader.Damaged("runs of equal values contradict themselves");
    }
}
