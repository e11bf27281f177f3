namespace CraneAnomaly.Simulator;

/// <summary>
/// The truth about one attack: what <c>labels.json</c> says. Benign scenarios have none.
/// </summary>
/// <param name="Crane">Id of the crane.</param>
/// <param name="StartNs">First moment it changes anything, nanoseconds since 1970 UTC.</param>
/// <param name="EndNs">When it is over.</param>
/// <param name="Family">The family of alerts that should find it.</param>
/// <param name="Name">The alert that fits best.</param>
/// <param name="Strength">How strong it is, as a share; 0 where that means nothing.</param>
/// <param name="Note">The scenario and what it did.</param>
internal sealed record SimulatedEvent(
    string Crane, long StartNs, long EndNs, string Family, string Name, double Strength, string Note)
{
    /// <summary>
    /// The name of the event of which this is a further act: what an attacker does besides is no false alarm, and need not be
    /// found by itself. Null for what should be found.
    /// </summary>
    public string? Cause { get; init; }
}
