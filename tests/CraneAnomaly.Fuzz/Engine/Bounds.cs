namespace CraneAnomaly.Fuzz.Engine;

/// <summary>When a run ends: after a time, or after a number of executions, whichever comes first.</summary>
internal readonly record struct Bounds(double Seconds, long Executions);
