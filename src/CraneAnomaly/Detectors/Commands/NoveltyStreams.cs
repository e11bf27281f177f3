namespace CraneAnomaly.Detectors.Commands;

/// <summary>The numbers of the streams in which the first-seen detectors count a command.</summary>
internal readonly record struct NoveltyStreams(int Clients, int Sources, int Functions, int Objects, int Values);
