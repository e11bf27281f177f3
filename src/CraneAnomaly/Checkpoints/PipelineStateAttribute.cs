namespace CraneAnomaly.Checkpoints;

/// <summary>
/// From an object of this type on, everything is state: how all that its fields lead to is written and read back is generated
/// (<c>CraneAnomaly.StateGenerator</c>), so that nobody can add a field and forget it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PipelineStateAttribute : Attribute;
