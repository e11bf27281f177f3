using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Rows;

/// <summary>How a value is written.</summary>
internal enum RawKind : byte
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>A value as it was read, before it is known what it means.</summary>
internal struct RawValue
{
    /// <summary>Its name; -1 for none that is known.</summary>
    public int Name;

    /// <summary>Which of the message's cranes it is of.</summary>
    public int Crane;

    /// <summary>Which of the message's times it was taken at; -1 for the message's own.</summary>
    public int Time;

    /// <summary>Where it ended up among the message's values; -1 when it was left out.</summary>
    public int Slot;

    /// <summary>The number; of a flag 0 or 1.</summary>
    public double Number;

    /// <summary>Where the text begins.</summary>
    public int Start;

    /// <summary>How long the text is (of a number too, as it is written).</summary>
    public int Length;

    /// <summary>How it is written.</summary>
    public RawKind Kind;

    /// <summary>Whether the text was put together anew, because it had escapes.</summary>
    public bool IsRewritten;

    /// <summary>What the source says of it.</summary>
    public SignalQuality Quality;
}
