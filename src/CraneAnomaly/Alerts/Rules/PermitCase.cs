using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>What a permit is compared with.</summary>
/// <param name="Scope">What it has to allow.</param>
/// <param name="Crane">The crane; null where it is not known which one it is.</param>
/// <param name="Source">Who acts; none where nobody is seen to.</param>
/// <param name="TimestampNs">When.</param>
internal readonly record struct PermitCase(PermitScope Scope, string? Crane, IpAddress Source, long TimestampNs)
{
    /// <summary>Whether the crane is to be the permit's: hosts that people log on to belong to no one crane.</summary>
    public bool ComparesCrane => Crane is not null || Scope.Actions != PermitActions.Session;

    /// <summary>Whether the source is to be the permit's.</summary>
    public bool ComparesSource => Scope.ByActor && !Source.IsNone;
}
