namespace CraneAnomaly.Sinks.Spool;

/// <summary>
/// What became of the alerts that a spool was given. Alerts that were lost are counted by severity, in five steps of
/// twenty. A copy: it does not change.
/// </summary>
public sealed record SpoolStatistics
{
    /// <summary>Number of the last alert on disk: taken, and safe from a crash.</summary>
    public long Sequence { get; init; }

    /// <summary>Hash of the last alert on disk, lower-case hex.</summary>
    public string Head { get; init; } = "";

    /// <summary>Alerts on disk now.</summary>
    public long Held { get; init; }

    /// <summary>Bytes on disk now.</summary>
    public long Bytes { get; init; }

    /// <summary>Alerts that wait for the disk: not taken yet.</summary>
    public int Pending { get; init; }

    /// <summary>Alerts not taken, because the disk was full. They have no number.</summary>
    public IReadOnlyList<long> Refused { get; init; } = [];

    /// <summary>Alerts given up before every receiver had them, because the spool was full.</summary>
    public IReadOnlyList<long> GivenUp { get; init; } = [];

    /// <summary>Alerts whose bytes on disk had changed, found when the spool was opened.</summary>
    public long Damaged { get; init; }

    /// <summary>Bytes behind the last whole alert that were cut off when the spool was opened: never taken.</summary>
    public long TornBytes { get; init; }

    /// <summary>Times that alerts were made safe on disk; one such time may be for many.</summary>
    public long Commits { get; init; }

    /// <summary>Times that the disk did not take alerts: full, or broken.</summary>
    public long DiskFailures { get; init; }

    /// <summary>Whether the disk is full, so that only severe alerts are taken.</summary>
    public bool DiskIsFull { get; init; }

    /// <summary>All that was lost.</summary>
    public long Lost => Refused.Sum() + GivenUp.Sum() + Damaged;
}
