namespace CraneAnomaly.Capture.Flows;

/// <summary>Yes-or-no facts of a flow.</summary>
[Flags]
internal enum FlowMarks : byte
{
    None = 0,

    /// <summary>The originator is the second end point of the key. Stays bit 0: it is the originator's side.</summary>
    OriginatorIsSecond = 1,

    /// <summary>Both sides are open and nothing is held: the next segment may take the short way.</summary>
    Clear = 2,

    /// <summary>The opening was not captured.</summary>
    Midstream = 4,

    /// <summary>The record of kind Conversation was given out.</summary>
    Announced = 8,

    /// <summary>No protocol was recognised, and none is looked for any more.</summary>
    Undecoded = 16,

    /// <summary>Side 0 has closed.</summary>
    FirstClosed = 32,

    /// <summary>Side 1 has closed.</summary>
    SecondClosed = 64,

    BothClosed = FirstClosed | SecondClosed,

    /// <summary>A record of the flow was given out: who is who may not change any more.</summary>
    Told = 128,
}
