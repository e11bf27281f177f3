using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Bets on conformal p-values being small: five power calibrators k p^(k-1), each with its own path of evidence, and
/// their mean. k = 0.3 bets on few tiny p-values, k = 0.9 on many that are a little small, as a slow change gives.
/// </summary>
/// <remarks>
/// While the p-values are valid given the past, it comes to <c>1 / alpha</c> after <c>1 / alpha</c> observations or
/// more on average, whatever their distribution: the mean of e-detectors is one (arXiv 2203.03532, section 2.4). A
/// p-value of a fixed reference is valid for observations that do not depend on each other: thin a correlated series
/// to its decorrelation time or take means of blocks first. One observation never multiplies the evidence by more
/// than <see cref="MostFactor"/>; the cut only takes winnings away, so the guarantee stays.
/// </remarks>
internal struct EDetector : ISequentialStatistic, IStateValue<EDetector>
{
    /// <summary>The most by which one observation multiplies the evidence.</summary>
    public const double MostFactor = 50;

    private const int Bets = EBet.Count;

    private Paths _paths;

    public static int MinimumBytes => 8 + (Bets * EvidencePath.MinimumBytes);

    /// <summary>Observations since the start or the last <see cref="Reset"/>.</summary>
    public long Count { get; private set; }

    /// <summary>Shiryaev-Roberts form: an alarm at <c>1 / alpha</c> has a run length of at least that.</summary>
    public readonly double ShiryaevRoberts => EvidencePath.Mean(_paths);

    /// <summary>Since when the strongest bet has been winning, in what it was given with each p-value.</summary>
    public readonly long Onset => EvidencePath.OnsetOfBest(_paths);

    /// <summary>
    /// The e-value of "nothing has changed since the start": the Shiryaev-Roberts form over its expectation, which is
    /// the number of observations. For <see cref="EValueMean"/> and <see cref="EBenjaminiHochberg"/>.
    /// </summary>
    public readonly double EValue => Count == 0 ? 1 : ShiryaevRoberts / Count;

    /// <summary>Natural logarithm of the Shiryaev-Roberts form; -700 at the start.</summary>
    public readonly double Level => EvidencePath.Log(ShiryaevRoberts);

    public static EDetector Read(ref StateReader reader)
    {
        var detector = new EDetector { Count = TableState.ReadNonNegative(ref reader) };
        for (int i = 0; i < Bets; i++) detector._paths[i] = EvidencePath.Read(ref reader);
        return detector;
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt64(Count);
        for (int i = 0; i < Bets; i++) _paths[i].Write(writer);
    }

    /// <summary>Takes a p-value; what is not in 0 to 1, or not a number, counts as 1.</summary>
    public void Update(double pValue, long at) => Update(new EBet(pValue), at);

    /// <summary>Takes a p-value that was bet on already.</summary>
    public void Update(in EBet bet, long at)
    {
        Count++;
        for (int i = 0; i < Bets; i++) _paths[i].Update(bet[i], at);
    }

    public void Reset() => this = default;

    [InlineArray(Bets)]
    internal struct Paths
    {
        private EvidencePath _first;
    }
}
