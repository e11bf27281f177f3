namespace CraneAnomaly.Features.Motion;

/// <summary>How a crane is driven (section 5 of the telemetry contract: <c>mode</c>).</summary>
internal enum DriveMode : byte
{
    /// <summary>Nobody said, or a word that is not known.</summary>
    Unknown = 0,

    /// <summary>By the operator.</summary>
    Manual = 1,

    /// <summary>With the help of the automation.</summary>
    Semiautomatic = 2,

    /// <summary>By the automation.</summary>
    FullAutomatic = 3,

    /// <summary>With protections bypassed.</summary>
    Bypass = 4,

    /// <summary>For work on the crane.</summary>
    Maintenance = 5,
}
