using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Alerts;

/// <summary>Whether an alert opens, changes or ends an episode.</summary>
public enum AlertActivity
{
    /// <summary>An episode began.</summary>
    Create,

    /// <summary>It became worse, or is understood better.</summary>
    Update,

    /// <summary>It ended: nothing more was seen for the hold time, or the input ended.</summary>
    Close,
}

/// <summary>How loudly an alert is told.</summary>
public enum AlertTier
{
    /// <summary>For the log: looked at when something else happens.</summary>
    Log,

    /// <summary>For the person on duty.</summary>
    Page,

    /// <summary>For a report to the authorities to be considered: sure, severe, and shown in two ways.</summary>
    Report,
}

/// <summary>One end of what happened.</summary>
/// <param name="Ip">Address.</param>
/// <param name="Port">Port, 0 where there is none.</param>
/// <param name="Mac">Hardware address on the captured segment.</param>
public sealed record AlertEndpoint(IpAddress Ip, int Port, MacAddress Mac)
{
    /// <summary>To whom the address belongs, where a file of prefixes says so (<see cref="DetectionOptions.Prefixes"/>).</summary>
    public NetworkName? Owner { get; init; }
}

/// <summary>The trained reference an alert was judged by.</summary>
/// <param name="Id">Name of the model or baseline.</param>
/// <param name="Version">Its format version.</param>
/// <param name="Hash">SHA-256 of the baseline's manifest, lower-case hex.</param>
public sealed record AlertModel(string Id, string Version, string Hash);

/// <summary>
/// One state of one episode, with everything a person or a SIEM needs to judge it. The fields are those of the
/// alert contract; times are event times.
/// </summary>
public sealed record Alert
{
    /// <summary>Stable id of the episode: hash of family, first name, asset, detector and first evidence.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first state of the episode, then counting.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the episode opens, changes or ends.</summary>
    public required AlertActivity Activity { get; init; }

    /// <summary>What is fixed for the alert's name.</summary>
    public required AlertType Type { get; init; }

    /// <summary>One plain sentence with the numbers.</summary>
    public required string Title { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Severity { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Confidence { get; init; }

    /// <summary>How loudly it is told.</summary>
    public required AlertTier Tier { get; init; }

    /// <summary>The site, as configured.</summary>
    public string? Site { get; init; }

    /// <summary>The crane, where it is known.</summary>
    public string? Crane { get; init; }

    /// <summary>The controller or host concerned.</summary>
    public required string Asset { get; init; }

    /// <summary>Time of the first evidence, nanoseconds since 1970.</summary>
    public required long FirstSeenNs { get; init; }

    /// <summary>Time of the last evidence, nanoseconds since 1970.</summary>
    public required long LastSeenNs { get; init; }

    /// <summary>Event time at which this state was written, nanoseconds since 1970.</summary>
    public required long CreatedNs { get; init; }

    /// <summary>How many findings the episode has.</summary>
    public required long Count { get; init; }

    /// <summary>Ordinal of the input in which it began.</summary>
    public required int Input { get; init; }

    /// <summary>First and last frame of the evidence in that input; 0 where there is none.</summary>
    public required (long First, long Last) Frames { get; init; }

    /// <summary>Who acted.</summary>
    public required AlertEndpoint Source { get; init; }

    /// <summary>On whom.</summary>
    public required AlertEndpoint Destination { get; init; }

    /// <summary>The finding that stands for the episode: the strongest.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Names of all detectors that contributed, in order of appearance.</summary>
    public required IReadOnlyList<string> Detectors { get; init; }

    /// <summary>The baseline it was judged by, if any.</summary>
    public AlertModel? Model { get; init; }

    /// <summary>SHA-256 of the configuration in force, lower-case hex.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Records that show it: the first three, the three strongest and the last three.</summary>
    public required IReadOnlyList<RecordCopy> Evidence { get; init; }

    /// <summary>The reasons of the finding, and between which zones it went.</summary>
    public IReadOnlyList<Explanation> Explanations { get; init; } = [];

    /// <summary>Other causes that were considered, permitted maintenance among them.</summary>
    public IReadOnlyList<RuledOut> RuledOut { get; init; } = [];

    /// <summary>Whether a permit covers it, or why not even the nearest one does.</summary>
    public AlertPermit Permit { get; init; } = AlertPermit.NoneGiven;

    /// <summary>The incident that it is part of; null for none.</summary>
    public string? Incident { get; init; }

    /// <summary>Of an incident, the ids of its members in the order in which they were told.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];

    /// <summary>What lowered it to the log, such as <c>permit P-7</c>; null where nothing did.</summary>
    public string? SuppressedBy { get; init; }

    /// <summary>Handling mark, as configured.</summary>
    public string? Handling { get; init; }
}
