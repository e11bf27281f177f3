namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What is normal for one move.</summary>
/// <param name="Location">Slowness to be expected.</param>
/// <param name="Scale">Its spread.</param>
/// <param name="Count">Moves that this was learned from; 0 for the nameplate.</param>
internal readonly record struct Expected(double Location, double Scale, int Count)
{
    /// <summary>Moves that the spread was learned from: those of other cranes among them.</summary>
    public int SpreadCount { get; init; } = Count;

    /// <summary>Further spread, because its context was seen too rarely to say what it does; 0 for none.</summary>
    public double Doubt { get; init; }

    /// <summary>Whether regression trees had a part in it.</summary>
    public bool IsByTrees { get; init; }

    /// <summary>Whether it rests on the nameplate alone.</summary>
    public bool IsNameplate => Count == 0;
}
