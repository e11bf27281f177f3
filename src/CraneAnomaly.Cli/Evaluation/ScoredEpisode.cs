namespace CraneAnomaly.Cli.Evaluation;

/// <summary>One episode of a detector under evaluation, as it stood at its end.</summary>
/// <param name="Crane">The crane; null where the detector does not know it.</param>
/// <param name="Family">The family; null for detectors that know none, and then fits every event.</param>
/// <param name="Severity">0 to 100.</param>
/// <param name="FirstSeenNs">Event time of the first evidence.</param>
/// <param name="Axis">The axis; null where it has none.</param>
/// <param name="Input">File name of the capture it was found in; null for none.</param>
/// <param name="Frames">First and last frame of its evidence; zeros for none.</param>
/// <param name="CreatedNs">Event time at which it could be told; null for that of the first evidence.</param>
internal sealed record ScoredEpisode(
    string? Crane, string? Family, int Severity, long FirstSeenNs, string? Axis = null, string? Input = null,
    (long First, long Last) Frames = default, long? CreatedNs = null)
{
    /// <summary>Event time at which it could be told.</summary>
    public long ToldNs => CreatedNs ?? FirstSeenNs;
}
