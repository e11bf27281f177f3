namespace CraneAnomaly.Detectors.ValueEnvelope;

/// <summary>What was learned of the values in one place.</summary>
/// <param name="Count">Values learned.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Spread">Mean distance from the mean, at least the least step.</param>
/// <param name="Distinct">Different values; 9 stands for more than 8.</param>
public readonly record struct LearnedValues(long Count, double Low, double High, double Spread, int Distinct)
{
    /// <summary>Whether they count by a constant step: then no value is unusual by itself.</summary>
    public bool IsCounter { get; init; }
}
