namespace CraneAnomaly.Sinks.Spool;

/// <summary>How much a spool may hold, and what it gives up first.</summary>
public sealed record SpoolOptions
{
    /// <summary>The defaults.</summary>
    public static SpoolOptions Default { get; } = new();

    /// <summary>Bytes on disk.</summary><value>512 MiB, some 100,000 alerts.</value>
    /// <remarks>
    /// When undelivered alerts would exceed it, the oldest of the lowest severity are given up, step by step (below 20,
    /// 40, 60, 80), and counted. More: longer outages of receivers without a loss.
    /// </remarks>
    public long MaxBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Bytes of one file of the spool.</summary><value>8 MiB.</value>
    public int SegmentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes kept aside for the time when the disk is full.</summary><value>16 MiB.</value>
    /// <remarks>They are then used for alerts of <see cref="KeptSeverity"/> or more. 0 for none.</remarks>
    public int ReserveBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>From this severity on an alert is taken while the disk is full.</summary><value>60.</value>
    public int KeptSeverity { get; init; } = 60;

    /// <summary>Bytes of alerts that wait for the disk before the pipeline waits too.</summary><value>4 MiB.</value>
    public int MaxPendingBytes { get; init; } = 4 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 4096, nameof(SegmentBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 4L * SegmentBytes, nameof(MaxBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(ReserveBytes, nameof(ReserveBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingBytes, 1, nameof(MaxPendingBytes));
    }
}
