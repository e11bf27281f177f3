namespace CraneAnomaly.Detectors;

/// <summary>The value of a table entry that knows how it is written and read back.</summary>
internal interface IStateValue<TSelf>
    where TSelf : struct
{
    /// <summary>Fewest bytes that one takes: bounds a count before anything is allocated for it.</summary>
    static abstract int MinimumBytes { get; }

    void Write(StateWriter writer);

    /// <summary>Reads one and checks that it does not contradict itself.</summary>
    static abstract TSelf Read(ref StateReader reader);
}
