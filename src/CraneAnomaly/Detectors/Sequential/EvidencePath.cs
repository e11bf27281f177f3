namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// The product of e-values since a change that may have begun at any observation. An e-value is a bet that wins
/// nothing on average (expectation at most 1 given the past) while nothing has changed.
/// </summary>
/// <remarks>
/// Shiryaev-Roberts: R = (1 + R) e adds up the products over all beginnings; its expectation after n observations is
/// at most n, so that it needs 1 / alpha observations or more on average to come to 1 / alpha. CUSUM:
/// C = max(1, C) e is the greatest of the products, never above R, and says where it began (Shin, Ramdas and Rinaldo,
/// E-detectors, arXiv 2203.03532, definitions 2.2 and 2.6, proposition 2.4).
/// </remarks>
internal struct EvidencePath : IStateValue<EvidencePath>
{
    // Far beyond any threshold, and products with it stay finite.
    private const double Ceiling = 1e100;

    /// <summary>The Shiryaev-Roberts form; 0 at the start.</summary>
    public double ShiryaevRoberts;

    /// <summary>The CUSUM form; its floor is 1, at or below which nothing is held against the observations.</summary>
    public double Cusum;

    /// <summary>The observation at which the CUSUM form left its floor last.</summary>
    public long Onset;

    public static int MinimumBytes => 24;

    public static EvidencePath Read(ref StateReader reader)
    {
        var path = new EvidencePath
        {
            ShiryaevRoberts = TableState.ReadNonNegativeDouble(ref reader),
            Cusum = TableState.ReadNonNegativeDouble(ref reader),
            Onset = reader.ReadInt64(),
        };
        bool sound = path.ShiryaevRoberts <= Ceiling && path.Cusum <= path.ShiryaevRoberts;
        return sound ? path : throw reader.Damaged("the two forms of the evidence contradict each other");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(ShiryaevRoberts);
        writer.WriteDouble(Cusum);
        writer.WriteInt64(Onset);
    }

    /// <summary>The mean of the Shiryaev-Roberts forms of several bets.</summary>
    public static double Mean(ReadOnlySpan<EvidencePath> bets)
    {
        double sum = 0;
        foreach (ref readonly var bet in bets) sum += bet.ShiryaevRoberts;
        return sum / bets.Length;
    }

    /// <summary>The onset of the bet that has won most.</summary>
    public static long OnsetOfBest(ReadOnlySpan<EvidencePath> bets)
    {
        int best = 0;
        for (int i = 1; i < bets.Length; i++)
        {
            if (bets[i].Cusum > bets[best].Cusum) best = i;
        }

        return bets[best].Onset;
    }

    /// <summary>A natural logarithm that is finite for no evidence, about -700.</summary>
    public static double Log(double evidence) => Math.Log(Math.Max(evidence, 1e-304));

    public void Update(double eValue, long at)
    {
        if (Cusum <= 1) Onset = at;
        Cusum = Math.Min(Math.Max(1, Cusum) * eValue, Ceiling);
        ShiryaevRoberts = Math.Min((1 + ShiryaevRoberts) * eValue, Ceiling);
    }
}
