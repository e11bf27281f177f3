using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Bets that the cranes of a fleet slow down together, which a comparison of cranes cannot see: in each window the
/// share of cranes above the median of their own frozen reference, less the share below, s in -1 to 1, and three bets
/// 1 + l s.
/// </summary>
/// <remarks>
/// As long as each crane is above its median no more often than below, given the past, each bet is an e-value however
/// the cranes depend on each other within the window: weather moves them together. Windows must be longer than such
/// weather lasts, or the reference must know it. It comes to <c>1 / alpha</c> after <c>1 / alpha</c> windows or more on
/// average; one window multiplies it by less than 2.
/// </remarks>
internal struct FleetSign : ISequentialStatistic, IStateValue<FleetSign>
{
    private const int Bets = 3;

    private Paths _paths;

    public static int MinimumBytes => 8 + (Bets * EvidencePath.MinimumBytes);

    /// <summary>Windows since the start or the last <see cref="Reset"/>.</summary>
    public long Count { get; private set; }

    /// <summary>The evidence: an alarm at <c>1 / alpha</c> has a run length of at least that.</summary>
    public readonly double ShiryaevRoberts => EvidencePath.Mean(_paths);

    /// <summary>Since when the strongest bet has been winning, in what <see cref="Update"/> was given.</summary>
    public readonly long Onset => EvidencePath.OnsetOfBest(_paths);

    /// <summary>The e-value of "nothing has changed since the start".</summary>
    public readonly double EValue => Count == 0 ? 1 : ShiryaevRoberts / Count;

    /// <summary>Natural logarithm of the evidence; -700 at the start.</summary>
    public readonly double Level => EvidencePath.Log(ShiryaevRoberts);

    public static FleetSign Read(ref StateReader reader)
    {
        var sign = new FleetSign { Count = TableState.ReadNonNegative(ref reader) };
        for (int i = 0; i < Bets; i++) sign._paths[i] = EvidencePath.Read(ref reader);
        return sign;
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt64(Count);
        for (int i = 0; i < Bets; i++) _paths[i].Write(writer);
    }

    /// <summary>
    /// The share of residuals above 0 less the share below; 0 when fewer cranes are active than
    /// <see cref="FleetRank.FewestCranes"/>. One that is not a number is a crane at rest.
    /// </summary>
    public static double Balance(ReadOnlySpan<double> residuals)
    {
        int above = 0, below = 0, active = 0;
        foreach (double residual in residuals)
        {
            if (residual > 0) above++;
            if (residual < 0) below++;
            if (!double.IsNaN(residual)) active++;
        }

        return active < FleetRank.FewestCranes ? 0 : (double)(above - below) / active;
    }

    /// <summary>Takes the <see cref="Balance"/> of a window.</summary>
    public void Update(double value, long at)
    {
        Count++;
        double s = double.IsNaN(value) ? 0 : Math.Clamp(value, -1, 1);
        for (int i = 0; i < Bets; i++) _paths[i].Update(1 + (0.2 + (0.3 * i)) * s, at);
    }

    public void Reset() => this = default;

    [InlineArray(Bets)]
    internal struct Paths
    {
        private EvidencePath _first;
    }
}
