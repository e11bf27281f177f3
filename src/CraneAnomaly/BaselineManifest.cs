namespace CraneAnomaly;

/// <summary>
/// From what, how and with which outcome a baseline was learned. Its lists are written in the order given.
/// </summary>
public sealed record BaselineManifest
{
    /// <summary>The format this release writes, and the newest it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the file format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Product and version that wrote it.</summary>
    public string Product { get; init; } = "";

    /// <summary>The seed of the run.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The inputs that were learned from.</summary>
    public IReadOnlyList<BaselineInput> Inputs { get; init; } = [];

    /// <summary>The caps that held while learning, by name; written sorted.</summary>
    public IReadOnlyDictionary<string, long> Limits { get; init; } = new Dictionary<string, long>();

    /// <summary>How ready each detector is, as lines to be read by people.</summary>
    public IReadOnlyList<string> Readiness { get; init; } = [];

    /// <summary>
    /// What was there during learning and is not normal for that: it goes on alerting until it is signed off.
    /// </summary>
    public IReadOnlyList<BaselineFinding> Findings { get; init; } = [];

    /// <summary>The trained models, sorted by name.</summary>
    public IReadOnlyList<BaselineModel> Models { get; init; } = [];

    /// <summary>Every other entry of the file, in its order there.</summary>
    public IReadOnlyList<BaselineEntry> Entries { get; init; } = [];

    /// <summary>Who signed what off, in the order of signing.</summary>
    public IReadOnlyList<BaselineApproval> Approvals { get; init; } = [];

    /// <summary>The findings that nobody has signed off.</summary>
    public IEnumerable<BaselineFinding> Unsigned =>
        Findings.Where(finding => Approvals.All(approval => approval.What != finding.Key));

    /// <summary>What the findings are about that somebody has signed off.</summary>
    internal IReadOnlySet<string> SignedSubjects() =>
        Findings.Where(finding => Approvals.Any(approval => approval.What == finding.Key)).Select(finding => finding.Subject).ToHashSet(StringComparer.Ordinal);
}

/// <summary>An input that a baseline was learned from.</summary>
/// <param name="Name">The path as it was given.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its bytes.</param>
/// <param name="FirstNs">Time of its first event, in nanoseconds since 1970-01-01 UTC; null when it had none.</param>
/// <param name="LastNs">Time of its last event.</param>
public sealed record BaselineInput(string Name, long Bytes, string Sha256, long? FirstNs, long? LastNs);

/// <summary>A trained model of a baseline.</summary>
/// <param name="Name">Its name; its files are <c>models/NAME.zip</c>, <c>.kernel</c> and <c>.probe</c>.</param>
/// <param name="Columns">The columns it was trained on.</param>
/// <param name="TrainingRows">Rows it was trained on.</param>
/// <param name="TrainingHash">Lower-case hex SHA-256 of the training set.</param>
public sealed record BaselineModel(string Name, IReadOnlyList<string> Columns, int TrainingRows, string TrainingHash);

/// <summary>An entry of a baseline file.</summary>
/// <param name="Name">Its name in the ZIP.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its bytes.</param>
public sealed record BaselineEntry(string Name, long Bytes, string Sha256);
