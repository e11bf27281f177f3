namespace CraneAnomaly.Detectors.Intervals;

/// <summary>Where the gaps of a stream and of a thing in it are held; -1 where they are not.</summary>
internal readonly record struct GapPlace(int Stream, int Pair);
