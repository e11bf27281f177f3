namespace CraneAnomaly.Detectors.Sequences;

/// <summary>The codes of the last events of a stream, newest first. 0 is an event that was never learned.</summary>
internal struct RecentEvents : IStateValue<RecentEvents>
{
    public const int Most = 3;

    public int First;
    public int Second;
    public int Third;
    public int Length;

    /// <summary>Smoothed excess of surprise, for the detector that wants it.</summary>
    public double Level;

    public static int MinimumBytes => 24;

    public static RecentEvents Read(ref StateReader reader)
    {
        var recent = new RecentEvents
        {
            First = reader.ReadInt32(),
            Second = reader.ReadInt32(),
            Third = reader.ReadInt32(),
            Length = TableState.ReadIn(ref reader, 0, Most),
            Level = reader.ReadDouble(),
        };
        return Math.Abs(recent.Level) <= 1e6 ? recent : throw reader.Damaged("a level is out of range");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt32(First);
        writer.WriteInt32(Second);
        writer.WriteInt32(Third);
        writer.WriteInt32(Length);
        writer.WriteDouble(Level);
    }

    /// <summary>
    /// Moves past an event. One that was never learned empties the memory: it has been judged itself, and what follows
    /// it is not unusual only because it follows it.
    /// </summary>
    public void Push(int code)
    {
        if (code == 0)
        {
            First = Second = Third = Length = 0;
            return;
        }

        (Third, Second, First) = (Second, First, code);
        if (Length < Most) Length++;
    }
}
