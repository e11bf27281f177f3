using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// What the five bets of an <see cref="EDetector"/> win with one p-value: power calibrators k p^(k-1). Made once where
/// several detectors bet on the same observation.
/// </summary>
internal readonly struct EBet
{
    /// <summary>Number of bets.</summary>
    public const int Count = 5;

    private readonly Factors _factors;

    /// <summary>Bets on a p-value; what is not in 0 to 1, or not a number, counts as 1.</summary>
    public EBet(double pValue)
    {
        double logP = pValue is >= 0 and <= 1 ? Math.Log(pValue) : 0;
        for (int i = 0; i < Count; i++) _factors[i] = Factor(0.3 + (0.15 * i), logP);
    }

    /// <summary>The factor by which a bet multiplies its evidence.</summary>
    public double this[int bet] => _factors[bet];

    private static double Factor(double k, double logP) =>
        Math.Min(k * Math.Exp((k - 1) * logP), EDetector.MostFactor);

    [InlineArray(Count)]
    private struct Factors
    {
        private double _first;
    }
}
