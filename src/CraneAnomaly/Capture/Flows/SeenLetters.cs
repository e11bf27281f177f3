namespace CraneAnomaly.Capture.Flows;

/// <summary>Which letters of the history a side has had.</summary>
[Flags]
internal enum SeenLetters : ushort
{
    None = 0,
    Data = 1,
    Ack = 2,
    Syn = 4,
    Fin = 8,
    Reset = 16,
    Inconsistent = 32,
    MultiFlag = 64,
}
