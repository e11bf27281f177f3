namespace CraneAnomaly.Features.Cranes;

/// <summary>The modes that interlocks ask for.</summary>
internal enum CraneMode
{
    /// <summary>Nobody said.</summary>
    Unknown,

    /// <summary>Any mode of work.</summary>
    Work,

    /// <summary>Somebody repairs it.</summary>
    Maintenance,

    /// <summary>Protective functions are bridged (OPC 40020-1: <c>BYPASS_ON</c>).</summary>
    Bypass,
}
