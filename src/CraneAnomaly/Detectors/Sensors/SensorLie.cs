namespace CraneAnomaly.Detectors.Sensors;

/// <summary>What is wrong with a sensor.</summary>
internal enum SensorLie : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It repeats its last value although what it measures changes.</summary>
    Frozen,

    /// <summary>It plays again what it said before.</summary>
    Replayed,

    /// <summary>It says what cannot be.</summary>
    Impossible,

    /// <summary>It says something else than what measures the same.</summary>
    Spoofed,

    /// <summary>It went away, and the crane stopped.</summary>
    SwitchedOff,

    /// <summary>It fails as sensors fail.</summary>
    Fault,
}
