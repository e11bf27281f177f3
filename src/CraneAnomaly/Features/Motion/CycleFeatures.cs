namespace CraneAnomaly.Features.Motion;

/// <summary>What one lift shows, from one locking of the twistlocks to the next. Seconds; NaN is not known.</summary>
internal struct CycleFeatures
{
    /// <summary>When the twistlocks were locked.</summary>
    public long LockNs;

    /// <summary>When what is told became known.</summary>
    public long EndNs;

    /// <summary>F8: from locked to the hoist's first motion upwards; told with that motion.</summary>
    public double LockToHoist;

    /// <summary>From this locking to the next; told with the next.</summary>
    public double Duration;

    /// <summary>
    /// Of the duration, what the crane moved or was asked to (F9: a stick that nothing follows): the rest waits for trucks, ships
    /// and people. NaN also where the gantry or the boom moved, which is another kind of work.
    /// </summary>
    public double Worked;

    /// <summary>How far apart the trolley's places were, m.</summary>
    public double TrolleyRange;

    /// <summary>How far apart the hoist's places were, m.</summary>
    public double HoistRange;

    /// <summary>Load after the locking, t.</summary>
    public double Load;

    /// <summary>Wind, m/s.</summary>
    public double Wind;

    /// <summary>Usual time between two samples, s.</summary>
    public double Interval;

    /// <summary>Symbol of the operator; 0 where nobody said.</summary>
    public int Operator;
}
