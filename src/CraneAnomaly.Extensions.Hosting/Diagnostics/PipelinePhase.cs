namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>How far the run of a pipeline is.</summary>
internal enum PipelinePhase
{
    /// <summary>The host has not started it.</summary>
    New,

    /// <summary>It reads.</summary>
    Reading,

    /// <summary>It reads no longer; what was found is still sent.</summary>
    Draining,

    /// <summary>Everything was sent, or given up.</summary>
    Ended,
}
