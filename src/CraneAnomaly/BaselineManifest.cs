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
}
