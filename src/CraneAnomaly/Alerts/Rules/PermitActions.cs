namespace CraneAnomaly.Alerts.Rules;

/// <summary>What a permit may allow: the words of <c>permits.csv</c>.</summary>
[Flags]
internal enum PermitActions : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Download = 4,
    Force = 8,
    Mode = 16,
    Parameter = 32,
    Session = 64,
    Bypass = 128,
}
