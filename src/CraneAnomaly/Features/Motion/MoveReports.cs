namespace CraneAnomaly.Features.Motion;

/// <summary>What one row made known: a fixed number of places, valid until the next row.</summary>
internal sealed class MoveReports
{
    // Four axes; of each at most a dead time, two ramps, a steady stretch, what was asked for and the end with one row.
    private readonly MoveFeatures[] _reports = new MoveFeatures[24];

    public int Count { get; private set; }

    /// <summary>In the order in which they became known.</summary>
    public ReadOnlySpan<MoveFeatures> Span => _reports.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(in MoveFeatures move)
    {
        if (Count < _reports.Length) _reports[Count++] = move;
    }
}
