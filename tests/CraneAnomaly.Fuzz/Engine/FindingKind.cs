namespace CraneAnomaly.Fuzz.Engine;

/// <summary>What an input did wrong.</summary>
internal enum FindingKind
{
    /// <summary>Bytes made it throw.</summary>
    Exception,

    /// <summary>A statement that holds for any input did not.</summary>
    Oracle,

    /// <summary>It allocated more than the target's limit.</summary>
    Allocation,

    /// <summary>It took far longer than an input of this size may.</summary>
    Slow,

    /// <summary>It did not come back.</summary>
    Hang,

    /// <summary>It ended the process: stack overflow, fail fast, exhausted memory.</summary>
    Abort,
}
