using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>An object or array that is open while a message is walked through.</summary>
internal struct JsonFrame
{
    /// <summary>Its name.</summary>
    public int Name;

    /// <summary>Number of the object among all: a name twice in one is an error.</summary>
    public long Ordinal;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray;

    /// <summary>Whether it holds something already.</summary>
    public bool HasItems;

    /// <summary>Whether it is a crane.</summary>
    public bool IsCrane;

    /// <summary>Which of the message's cranes it belongs to.</summary>
    public int Crane;

    /// <summary>Which of the message's times; -1 for the message's own.</summary>
    public int Time;

    /// <summary>The value of this observed property; -1 for none so far.</summary>
    public int Value;

    /// <summary>Where its point of measurement, the type of it and its unit stand.</summary>
    public Range Point, Type, Unit;

    /// <summary>Its quality.</summary>
    public SignalQuality Quality;

    /// <summary>The step of its quality, which becomes known before its value; -1 for none.</summary>
    public int QualityStep;
}
