namespace CraneAnomaly.Simulator;

/// <summary>One row of <c>permits.csv</c>.</summary>
/// <param name="Id">Number of the permit.</param>
/// <param name="Crane">Id of the crane it is for.</param>
/// <param name="Person">Who works under it.</param>
/// <param name="System">What they may work on.</param>
/// <param name="Source">The address they may come from.</param>
/// <param name="Actions">What they may do: read write download force mode parameter session bypass, separated by
/// ;.</param>
/// <param name="FromNs">From when, nanoseconds since 1970 UTC.</param>
/// <param name="ToNs">Until when.</param>
/// <param name="ApprovedBy">Who signed it.</param>
internal sealed record SimulatedPermit(
    string Id, string Crane, string Person, string System, string Source, string Actions, long FromNs, long ToNs,
    string ApprovedBy);
