namespace CraneAnomaly.Features.Cranes;

/// <summary>How a crane is driven (section 5 of the telemetry contract: <c>mode</c>; OPC 40020-1).</summary>
internal enum CraneMode : byte
{
    /// <summary>Nobody said.</summary>
    Unknown = 0,

    /// <summary>By the operator.</summary>
    Manual = 1,

    /// <summary>With the help of the automation.</summary>
    Semiautomatic = 2,

    /// <summary>By the automation.</summary>
    FullAutomatic = 3,

    /// <summary>Protective functions are bridged (OPC 40020-1: <c>BYPASS_ON</c>).</summary>
    Bypass = 4,

    /// <summary>Somebody repairs it.</summary>
    Maintenance = 5,

    /// <summary>A word that is not known: work of some kind.</summary>
    Other = 6,
}
