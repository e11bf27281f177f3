namespace CraneAnomaly.Checkpoints;

/// <summary>
/// A method without parameters that puts right what a checkpoint does not hold, called when everything else has been read. It
/// may throw <see cref="InvalidDataException"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RestoredAttribute : Attribute;
