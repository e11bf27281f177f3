namespace CraneAnomaly.Checkpoints;

/// <summary>
/// What no checkpoint holds. On a field: it is left as the constructor made it. On a type: its objects are given to a pipeline
/// when it is made, and a checkpoint only says where they are used.
/// </summary>
/// <param name="why">Why nothing is lost.</param>
[AttributeUsage(
    AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class NotStateAttribute(string why) : Attribute
{
    /// <summary>Why nothing is lost.</summary>
    public string Why { get; } = why;
}
